package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.ConnectorConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A message card, red while something fires and green after it. */
final class ConnectorDialect implements Dialect {
  private static final int MAX_TITLE_RUNES = 500;

  /** Teams takes 28 KB in all. */
  private static final int MAX_TEXT_BYTES = 24_000;

  private final ConnectorConfig config;

  ConnectorDialect(ConnectorConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json =
        new Json()
            .put("@context", "http://schema.org/extensions")
            .put("type", "MessageCard")
            .put("title", wording.title(config.title(), MAX_TITLE_RUNES))
            .put("summary", wording.title(config.summary(), MAX_TITLE_RUNES))
            .put("themeColor", notification.firing() ? "8C1A1A" : "2DC72D");
    String body = wording.body(config.text(), Integer.MAX_VALUE);
    json.put("text", Wording.cutBytes(body, MAX_TEXT_BYTES));
    return List.of(HttpMessage.json(config.url().read().reveal().strip(), json));
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(4, Duration.ofSeconds(1));
  }
}
