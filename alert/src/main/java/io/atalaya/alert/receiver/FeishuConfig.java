package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * Feishu (飞书), abroad Lark: the custom robot of a group.
 *
 * @param url of the robot's hook
 * @param secret that messages are signed with, or null if the robot asks for no signature
 * @param card whether a card with a coloured title is sent; else a plain text
 * @param title template of the title
 * @param text template of the text; in a card Feishu's markdown
 */
public record FeishuConfig(
    Delivery delivery,
    SecretSource url,
    @Nullable SecretSource secret,
    boolean card,
    String title,
    String text)
    implements HttpReceiverConfig {
  /** The default of the title. */
  public static final String DEFAULT_TITLE = "{{ template \"feishu.default.title\" . }}";

  /** The default of the text of a card. */
  public static final String DEFAULT_TEXT = "{{ template \"feishu.default.text\" . }}";

  /** The default of a plain text. */
  public static final String DEFAULT_PLAIN = "{{ template \"__text\" . }}";

  @Override
  public String kind() {
    return "feishu";
  }
}
