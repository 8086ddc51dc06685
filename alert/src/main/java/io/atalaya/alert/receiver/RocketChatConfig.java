package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/**
 * Rocket.Chat: its REST API, as a user with a personal access token.
 *
 * @param url of the server
 * @param tokenId the user's id
 * @param token the user's token
 * @param texts templates of the message itself, by their names in Rocket.Chat's API: {@code
 *     channel}, {@code emoji}, {@code avatar}
 * @param attachment what is told
 * @param actions templates of buttons: "text", {@code url}, {@code msg}
 */
public record RocketChatConfig(
    Delivery delivery,
    String url,
    SecretSource tokenId,
    SecretSource token,
    Map<String, String> texts,
    Attachment attachment,
    List<Map<String, String>> actions)
    implements HttpReceiverConfig {
  /** Where Rocket.Chat's own server is. */
  public static final String DEFAULT_URL = "https://open.rocket.chat/";

  public RocketChatConfig {
    texts = Map.copyOf(texts);
    actions = actions.stream().map(Map::copyOf).toList();
  }

  @Override
  public String kind() {
    return "rocketchat";
  }
}
