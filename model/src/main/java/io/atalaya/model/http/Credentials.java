package io.atalaya.model.http;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/** What a request shows to prove who sends it. */
public sealed interface Credentials {
  /** Nothing; the default. */
  Credentials NONE = new None();

  record None() implements Credentials {}

  /** HTTP basic authentication (RFC 7617), in UTF-8. */
  record Basic(SecretSource username, SecretSource password) implements Credentials {}

  /**
   * The header {@code Authorization: type credentials}.
   *
   * @param type scheme such as {@code Bearer}, the default of a configuration
   */
  record Authorization(String type, SecretSource credentials) implements Credentials {}

  /**
   * A token of OAuth 2.0, got with the client's own credentials; see {@link AccessTokens}.
   *
   * @param clientSecret empty if the server needs none
   * @param scopes what is asked for; none for what the server gives by default
   * @param tokenUrl where tokens come from
   * @param endpointParams further parameters of the request
   * @param tls how TLS is spoken with that server
   * @param proxy through whom it is reached
   */
  record OAuth2(
      String clientId,
      SecretSource clientSecret,
      List<String> scopes,
      String tokenUrl,
      Map<String, Secret> endpointParams,
      TlsConfig tls,
      ProxyConfig proxy)
      implements Credentials {
    public OAuth2 {
      scopes = List.copyOf(scopes);
      endpointParams = Map.copyOf(endpointParams);
    }
  }

  static Credentials bearer(SecretSource token) {
    return new Authorization("Bearer", token);
  }
}
