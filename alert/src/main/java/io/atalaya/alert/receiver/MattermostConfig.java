package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/**
 * Mattermost: an incoming webhook.
 *
 * @param url of the webhook
 * @param texts templates of the message itself, by their names in Mattermost's API: {@code
 *     channel}, {@code username}, {@code icon_url}, {@code icon_emoji}, {@code type}, "text"
 * @param attachments what is told
 * @param card template of what the side bar shows; may be empty
 * @param priority how urgent it is
 */
public record MattermostConfig(
    Delivery delivery,
    SecretSource url,
    Map<String, String> texts,
    List<Attachment> attachments,
    String card,
    Priority priority)
    implements HttpReceiverConfig {
  public MattermostConfig {
    texts = Map.copyOf(texts);
    attachments = List.copyOf(attachments);
  }

  /**
   * How urgent a message is.
   *
   * @param level template of {@code urgent}, {@code important} or {@code standard}; may be empty
   * @param requestedAck whether readers are asked to confirm; not if it is standard
   * @param persistent whether they are reminded; only if it is urgent
   */
  public record Priority(String level, boolean requestedAck, boolean persistent) {}

  @Override
  public String kind() {
    return "mattermost";
  }
}
