package io.atalaya.alert.receiver;

/**
 * Webex: a bot that writes into a room. Its token is the client's {@code authorization}.
 *
 * @param url of the API's messages
 * @param room template of the room's id
 * @param message template of the text, Webex' markdown
 */
public record WebexConfig(Delivery delivery, String url, String room, String message)
    implements HttpReceiverConfig {
  /** Where Webex is. */
  public static final String DEFAULT_URL = "https://webexapis.com/v1/messages";

  @Override
  public String kind() {
    return "webex";
  }
}
