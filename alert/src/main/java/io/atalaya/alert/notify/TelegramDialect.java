package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.TelegramConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Telegram's {@code sendMessage}. A text whose markup it cannot read is sent again without markup,
 * for an alert must not be lost by a stray underscore.
 */
final class TelegramDialect implements Dialect {
  private static final int MAX_RUNES = 4096;

  private final TelegramConfig config;

  TelegramDialect(TelegramConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    boolean html = config.parseMode().equals("HTML");
    String text =
        html
            ? wording.htmlBody(config.message(), MAX_RUNES, false)
            : wording.body(config.message(), MAX_RUNES);
    return List.of(message(text, config.parseMode()));
  }

  private HttpMessage message(String text, String parseMode) throws IOException {
    long chat = chatId(config.chatId().read().reveal().strip());
    Json json = new Json().put("chat_id", chat).put("text", text);
    json.putGiven("parse_mode", parseMode);
    json.put("disable_notification", config.silent());
    json.put("link_preview_options", new Json().put("is_disabled", true));
    if (config.threadId() != 0) {
      json.put("message_thread_id", config.threadId());
    }
    String token = config.botToken().read().reveal().strip();
    String base = config.apiUrl().replaceFirst("/+$", "");
    return HttpMessage.json(base + "/bot" + token + "/sendMessage", json);
  }

  private static long chatId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the chat id is not a number", e);
    }
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    Map<String, Object> fields = Json.read(answer.body());
    if (answer.status() == 429
        && fields.get("parameters") instanceof Map<?, ?> parameters
        && parameters.get("retry_after") instanceof Number seconds) {
      return answer.retryAfter(Duration.ofSeconds(seconds.longValue()));
    }
    boolean refused = answer.ok() && Boolean.FALSE.equals(fields.get("ok"));
    return refused ? new Outcome.Refused(answer.detail()) : answer.byStatus();
  }

  @Override
  public Optional<HttpMessage> instead(
      Notification notification, Wording wording, HttpAnswer answer) throws IOException {
    return answer.status() == 400 && answer.body().contains("can't parse entities")
        ? Optional.of(message(wording.plainBody(MAX_RUNES), ""))
        : Optional.empty();
  }

  /** Telegram's own for groups. */
  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(20, Duration.ofMinutes(1));
  }
}
