package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.NtfyConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** ntfy's JSON form of publishing. */
final class NtfyDialect implements Dialect {
  private static final int MAX_TITLE_RUNES = 250;

  /** A longer message would become an attachment. */
  private static final int MAX_MESSAGE_BYTES = 4096;

  private static final int DEFAULT_PRIORITY = 3;

  private final NtfyConfig config;

  NtfyDialect(NtfyConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    List<String> tags =
        Arrays.stream(wording.text(config.tags()).split(","))
            .map(String::strip)
            .filter(tag -> !tag.isEmpty())
            .toList();
    Json json =
        new Json()
            .put("topic", config.topic().read().reveal().strip())
            .put("title", wording.title(config.title(), MAX_TITLE_RUNES))
            .put("priority", priority(wording.text(config.priority()).strip()))
            .putTexts("tags", tags)
            .putGiven("click", wording.text(config.click()).strip());
    String message = wording.body(config.message(), Integer.MAX_VALUE);
    json.put("message", Wording.cutBytes(message, MAX_MESSAGE_BYTES));
    SecretSource token = config.token();
    Map<String, String> headers =
        token == null
            ? Map.of()
            : Map.of("Authorization", "Bearer " + token.read().reveal().strip());
    return List.of(HttpMessage.json(config.url(), json).with(headers));
  }

  /** What is no priority must not keep the message from being sent. */
  private static long priority(String text) {
    return text.matches("[1-5]") ? Long.parseLong(text) : DEFAULT_PRIORITY;
  }
}
