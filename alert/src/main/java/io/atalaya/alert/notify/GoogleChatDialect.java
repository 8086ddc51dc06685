package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.GoogleChatConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Google Chat's webhook. */
final class GoogleChatDialect implements Dialect {
  private static final int MAX_RUNES = 4096;

  private final GoogleChatConfig config;

  GoogleChatDialect(GoogleChatConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json().put("text", wording.body(config.text(), MAX_RUNES));
    String url = config.url().read().reveal().strip();
    if (config.threaded()) {
      String key = Hash.of(notification.groupKey());
      json.put("thread", new Json().put("threadKey", key));
      String option = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";
      url += (url.contains("?") ? "&" : "?") + option;
    }
    return List.of(HttpMessage.json(url, json));
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(60, Duration.ofMinutes(1));
  }
}
