package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.WebexConfig;
import io.atalaya.model.Notification;
import java.util.List;

/** Webex' messages. */
final class WebexDialect implements Dialect {
  /** What Webex takes. */
  private static final int MAX_MESSAGE_BYTES = 7439;

  private final WebexConfig config;

  WebexDialect(WebexConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) {
    Json json = new Json().put("roomId", wording.text(config.room()));
    String body = wording.body(config.message(), Integer.MAX_VALUE);
    json.put("markdown", Wording.cutBytes(body, MAX_MESSAGE_BYTES));
    return List.of(HttpMessage.json(config.url(), json));
  }
}
