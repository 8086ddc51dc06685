package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DingTalk: the custom robot of a group.
 *
 * @param url of the robot, its {@code access_token} included
 * @param secret that messages are signed with, or null if the robot asks for no signature
 * @param title template of the title
 * @param text template of the text, DingTalk's markdown
 * @param atMobiles telephone numbers of members to mention
 * @param atUserIds ids of members to mention
 * @param atAll whether everybody is mentioned
 */
public record DingTalkConfig(
    Delivery delivery,
    SecretSource url,
    @Nullable SecretSource secret,
    String title,
    String text,
    List<String> atMobiles,
    List<String> atUserIds,
    boolean atAll)
    implements HttpReceiverConfig {
  /** The default of the title. */
  public static final String DEFAULT_TITLE = "{{ template \"dingtalk.default.title\" . }}";

  /** The default of the text. */
  public static final String DEFAULT_TEXT = "{{ template \"dingtalk.default.text\" . }}";

  public DingTalkConfig {
    atMobiles = List.copyOf(atMobiles);
    atUserIds = List.copyOf(atUserIds);
  }

  @Override
  public String kind() {
    return "dingtalk";
  }
}
