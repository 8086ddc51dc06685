package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.TeamsConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** An adaptive card, version 1.2, whose title is red while something fires and green after it. */
final class TeamsDialect implements Dialect {
  private static final int MAX_TITLE_RUNES = 500;

  /** Teams takes 28 KB in all. */
  private static final int MAX_TEXT_BYTES = 24_000;

  private final TeamsConfig config;

  TeamsDialect(TeamsConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json title =
        new Json()
            .put("type", "TextBlock")
            .put("text", wording.title(config.title(), MAX_TITLE_RUNES))
            .put("weight", "Bolder")
            .put("size", "Medium")
            .put("wrap", true)
            .put("style", "heading")
            .put("color", notification.firing() ? "Attention" : "Good");
    String body = wording.body(config.text(), Integer.MAX_VALUE);
    Json text =
        new Json()
            .put("type", "TextBlock")
            .put("text", Wording.cutBytes(body, MAX_TEXT_BYTES))
            .put("wrap", true);
    Json card =
        new Json()
            .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            .put("type", "AdaptiveCard")
            .put("version", "1.2")
            .put("body", List.of(title, text))
            .put("msteams", new Json().put("width", "full"));
    Json attachment =
        new Json()
            .put("contentType", "application/vnd.microsoft.card.adaptive")
            .put("content", card);
    Json json = new Json().put("type", "message").put("attachments", List.of(attachment));
    return List.of(HttpMessage.json(config.url().read().reveal().strip(), json));
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(4, Duration.ofSeconds(1));
  }
}
