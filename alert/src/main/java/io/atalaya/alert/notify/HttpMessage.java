package io.atalaya.alert.notify;

import io.atalaya.model.http.AwsSignature;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request that carries a notification, or a part of one.
 *
 * @param method {@code POST}, {@code PUT} for a change, {@code GET} for a question
 * @param url where to; a secret
 * @param contentType of the body
 * @param headers besides those of the client's configuration
 */
record HttpMessage(
    String method, String url, String contentType, Map<String, String> headers, byte[] body) {
  HttpMessage {
    headers = Map.copyOf(headers);
  }

  static HttpMessage json(String url, Json body) {
    return new HttpMessage("POST", url, "application/json", Map.of(), body.bytes());
  }

  static HttpMessage get(String url) {
    return new HttpMessage("GET", url, "", Map.of(), new byte[0]);
  }

  /** A form as browsers send it, in the order of the map. */
  static HttpMessage form(String url, Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return new HttpMessage(
        "POST",
        url,
        "application/x-www-form-urlencoded",
        Map.of(),
        form.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  HttpMessage with(Map<String, String> newHeaders) {
    return new HttpMessage(method, url, contentType, newHeaders, body);
  }

  /** The same for one of Amazon's APIs; the client itself writes the host, and the same. */
  HttpMessage signed(AwsSignature signature, Instant now) {
    Map<String, String> signed =
        new LinkedHashMap<>(signature.ofPost(URI.create(url), contentType, body, now));
    signed.remove("Host");
    return with(signed);
  }

  HttpMessage as(String newMethod) {
    return new HttpMessage(newMethod, url, contentType, headers, body);
  }
}
