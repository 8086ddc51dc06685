package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slack: an incoming webhook, or an app's token.
 *
 * @param url of the webhook, or of {@code chat.postMessage}
 * @param token of an app, or null for a webhook
 * @param texts templates of the message itself, by their names in Slack's API: {@code channel},
 *     {@code username}, {@code icon_emoji}, {@code icon_url}, "text"
 * @param attachment what is told
 * @param actions buttons, by their names in Slack's API
 * @param markdownIn which of the attachment's texts are Slack's markdown
 * @param linkNames whether names after an at sign become mentions
 * @param updateMessage whether later messages of a group change the first one; needs {@code
 *     chat.postMessage}
 */
public record SlackConfig(
    Delivery delivery,
    SecretSource url,
    @Nullable SecretSource token,
    Map<String, String> texts,
    Attachment attachment,
    List<Action> actions,
    List<String> markdownIn,
    boolean linkNames,
    boolean updateMessage)
    implements HttpReceiverConfig {
  public SlackConfig {
    texts = Map.copyOf(texts);
    actions = List.copyOf(actions);
    markdownIn = List.copyOf(markdownIn);
  }

  /**
   * A button.
   *
   * @param texts templates: {@code type}, "text", {@code url}, {@code style}, {@code name}, {@code
   *     value}
   * @param confirm templates of the question before it acts; none for no question
   */
  public record Action(Map<String, String> texts, Map<String, String> confirm) {
    public Action {
      texts = Map.copyOf(texts);
      confirm = Map.copyOf(confirm);
    }
  }

  @Override
  public String kind() {
    return "slack";
  }
}
