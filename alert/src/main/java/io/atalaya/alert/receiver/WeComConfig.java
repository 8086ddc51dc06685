package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;

/**
 * WeCom (企业微信): the robot of a group.
 *
 * @param url of the robot, its {@code key} included
 * @param markdown whether the text is WeCom's markdown; else plain, which alone can mention people
 *     by telephone number
 * @param text template of the text
 * @param mentioned ids of members to mention; {@code @all} for everybody
 * @param mentionedMobiles telephone numbers of members to mention
 */
public record WeComConfig(
    Delivery delivery,
    SecretSource url,
    boolean markdown,
    String text,
    List<String> mentioned,
    List<String> mentionedMobiles)
    implements HttpReceiverConfig {
  /** The default of the text. */
  public static final String DEFAULT_TEXT = "{{ template \"wecom.default.text\" . }}";

  /** The default of a plain text. */
  public static final String DEFAULT_PLAIN =
      "{{ template \"__subject\" . }}\n{{ template \"__text\" . }}";

  public WeComConfig {
    mentioned = List.copyOf(mentioned);
    mentionedMobiles = List.copyOf(mentionedMobiles);
  }

  @Override
  public String kind() {
    return "wecom";
  }
}
