package io.atalaya.model.http;

import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The headers that a {@link HttpClientConfig} adds to every request. */
public final class RequestHeaders {
  private RequestHeaders() {}

  /**
   * The credentials' header, empty without credentials. It must only be sent to the server that the
   * configuration names, not to one that a redirect leads to.
   *
   * @param tokens where those of OAuth 2.0 come from
   * @throws IOException if a secret's file cannot be read, or no token can be had
   */
  public static List<Map.Entry<String, String>> ofCredentials(
      Credentials credentials, AccessTokens tokens) throws IOException {
    return switch (credentials) {
      case Credentials.None() -> List.of();
      case Credentials.Basic(SecretSource username, SecretSource password) -> {
        String pair = username.read().reveal() + ":" + password.read().reveal();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        yield authorization("Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      case Credentials.Authorization(String type, SecretSource secret) ->
          authorization(type + " " + secret.read().reveal());
      case Credentials.OAuth2 oauth2 -> authorization(tokens.header(oauth2));
    };
  }

  private static List<Map.Entry<String, String>> authorization(String value) {
    return List.of(Map.entry("Authorization", value));
  }

  /**
   * The configured headers, one entry a value.
   *
   * @throws IOException if a value's file cannot be read
   */
  public static List<Map.Entry<String, String>> ofConfigured(HttpClientConfig config)
      throws IOException {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Map.Entry<String, List<SecretSource>> header : config.headers().entrySet()) {
      for (SecretSource value : header.getValue()) {
        all.add(Map.entry(header.getKey(), value.read().reveal()));
      }
    }
    return all;
  }
}
