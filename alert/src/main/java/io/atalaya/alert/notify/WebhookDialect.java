package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The generic webhook; any answer of 2xx is an arrival. */
final class WebhookDialect implements Dialect {
  private static final int MAX_BODY_RUNES = 4 << 20;
  private static final String JSON = "application/json";

  private final WebhookConfig config;

  WebhookDialect(WebhookConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String url = wording.text(config.url().read().reveal()).strip();
    if (url.isEmpty()) {
      throw new IllegalArgumentException(
          "the webhook's URL is empty once its templates are filled in");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    config.headers().forEach((name, text) -> headers.put(name, header(wording.text(text))));
    return List.of(
        switch (config.content()) {
          case WebhookConfig.Standard() ->
              message(
                  url,
                  JSON,
                  headers,
                  WebhookPayload.of(
                      notification,
                      wording.routeLabels(),
                      config.maxAlerts(),
                      WebhookPayload.VERSION));
          case WebhookConfig.Payload(Object value) ->
              message(url, JSON, headers, Json.bytes(Values.filled(value, wording)));
          case WebhookConfig.Body(String type, String template) ->
              message(
                  url,
                  type,
                  headers,
                  wording.body(template, MAX_BODY_RUNES).getBytes(StandardCharsets.UTF_8));
        });
  }

  private static HttpMessage message(
      String url, String type, Map<String, String> headers, byte[] body) {
    return new HttpMessage("POST", url, type, headers, body);
  }

  /** A line break in a header would start another one. */
  private static String header(String text) {
    return text.replaceAll("[\\r\\n]+", " ").strip();
  }
}
