package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;

/**
 * Telegram: a bot writes to a chat.
 *
 * @param apiUrl {@code https://api.telegram.org} by default
 * @param botToken from BotFather
 * @param chatId a number, negative for a group
 * @param threadId topic of a forum; 0 (default) for none
 * @param message template of the text
 * @param silent whether it makes no sound
 * @param parseMode {@code HTML} (default), {@code Markdown}, {@code MarkdownV2}, or empty for plain
 */
public record TelegramConfig(
    Delivery delivery,
    String apiUrl,
    SecretSource botToken,
    SecretSource chatId,
    long threadId,
    String message,
    boolean silent,
    String parseMode)
    implements HttpReceiverConfig {
  /** What is told by default, as HTML. */
  public static final String DEFAULT_MESSAGE = "{{ template \"telegram.default.message\" . }}";

  /** What is told by default if the text is no HTML. */
  public static final String DEFAULT_PLAIN = "{{ template \"telegram.default.plain\" . }}";

  @Override
  public String kind() {
    return "telegram";
  }
}
