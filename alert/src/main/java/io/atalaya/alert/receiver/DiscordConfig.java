package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;

/**
 * Discord: the webhook of a channel.
 *
 * @param url of the webhook
 * @param content template of the text above the block; empty by default
 * @param title template of the block's title
 * @param message template of the block's text
 * @param username who writes; empty for the webhook's own name
 * @param avatarUrl picture of who writes; empty for the webhook's own
 */
public record DiscordConfig(
    Delivery delivery,
    SecretSource url,
    String content,
    String title,
    String message,
    String username,
    String avatarUrl)
    implements HttpReceiverConfig {
  /** The default of the title. */
  public static final String DEFAULT_TITLE = "{{ template \"discord.default.title\" . }}";

  /** The default of the text. */
  public static final String DEFAULT_MESSAGE = "{{ template \"discord.default.message\" . }}";

  @Override
  public String kind() {
    return "discord";
  }
}
