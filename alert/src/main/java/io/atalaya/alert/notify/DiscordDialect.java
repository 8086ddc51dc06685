package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.DiscordConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Discord's webhook: one embed, red while something fires and green when it is over. */
final class DiscordDialect implements Dialect {
  private static final int MAX_TITLE_RUNES = 256;
  private static final int MAX_DESCRIPTION_RUNES = 4096;
  private static final int MAX_CONTENT_RUNES = 2000;
  private static final long RED = 0x992d22;
  private static final long GREEN = 0x2ecc71;

  private final DiscordConfig config;

  DiscordDialect(DiscordConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json embed =
        new Json()
            .put("title", wording.title(config.title(), MAX_TITLE_RUNES))
            .put("color", notification.firing() ? RED : GREEN);
    String content = Wording.cut(wording.text(config.content()), MAX_CONTENT_RUNES);
    embed.put("description", wording.body(config.message(), MAX_DESCRIPTION_RUNES));
    Json json = new Json().put("content", content).put("embeds", List.of(embed));
    json.putGiven("username", config.username()).putGiven("avatar_url", config.avatarUrl());
    return List.of(HttpMessage.json(config.url().read().reveal().strip(), json));
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(5, Duration.ofSeconds(2));
  }
}
