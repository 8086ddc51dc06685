package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.IncidentIoConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The webhook's payload under another version; one too long shows its first alert only. */
final class IncidentIoDialect implements Dialect {
  /** What incident.io takes. */
  static final int MAX_BODY_BYTES = 512 * 1024;

  private static final String VERSION = "1";

  private final IncidentIoConfig config;

  IncidentIoDialect(IncidentIoConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    byte[] body = body(notification, wording, config.maxAlerts());
    byte[] fitting = body.length <= MAX_BODY_BYTES ? body : body(notification, wording, 1);
    String url = config.url().read().reveal().strip();
    return List.of(new HttpMessage("POST", url, "application/json", headers(), fitting));
  }

  private static byte[] body(Notification notification, Wording wording, long maxAlerts) {
    return WebhookPayload.of(notification, wording.routeLabels(), maxAlerts, VERSION);
  }

  private Map<String, String> headers() throws IOException {
    SecretSource token = config.token();
    return token == null
        ? Map.of()
        : Map.of("Authorization", "Bearer " + token.read().reveal().strip());
  }
}
