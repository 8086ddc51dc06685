package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.MattermostConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Mattermost's webhook, which takes Slack's attachments. */
final class MattermostDialect implements Dialect {
  private static final int MAX_TEXT_RUNES = 16_383;
  private static final List<String> LEVELS = List.of("urgent", "important", "standard");

  private final MattermostConfig config;

  MattermostDialect(MattermostConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json();
    config
        .texts()
        .forEach(
            (name, text) -> json.putGiven(name, Wording.cut(wording.text(text), MAX_TEXT_RUNES)));
    json.put(
        "attachments",
        config.attachments().stream()
            .map(a -> AttachmentJson.of(a, wording, MAX_TEXT_RUNES))
            .toList());
    if (!config.card().isEmpty()) {
      json.put("props", new Json().put("card", wording.text(config.card())));
    }
    if (!config.priority().level().isEmpty()) {
      json.put("priority", priority(wording));
    }
    return List.of(HttpMessage.json(config.url().read().reveal(), json));
  }

  private Json priority(Wording wording) {
    String wanted = wording.text(config.priority().level()).strip().toLowerCase(Locale.ROOT);
    String level = LEVELS.contains(wanted) ? wanted : "standard";
    return new Json()
        .put("priority", level)
        .put("requested_ack", config.priority().requestedAck() && !level.equals("standard"))
        .put("persistent_notifications", config.priority().persistent() && level.equals("urgent"));
  }
}
