package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.time.Duration;

/**
 * Pushover: a message to a user or group.
 *
 * @param apiUrl where to post; Pushover's own by default
 * @param userKey of the user or group
 * @param token of the application
 * @param title template of the title
 * @param message template of the text
 * @param url template of an address to open
 * @param urlTitle template of the address' name
 * @param device template of a device's name; empty for all
 * @param sound template of a sound's name; empty for the user's own
 * @param priority template of -2 (least) to 2
 * @param retry how often a message of priority 2 is repeated
 * @param expire for how long it is repeated
 * @param ttl after which time it vanishes; 0 for never
 * @param html whether the text is HTML
 * @param monospace whether it is shown in letters of one width
 */
public record PushoverConfig(
    Delivery delivery,
    String apiUrl,
    SecretSource userKey,
    SecretSource token,
    String title,
    String message,
    String url,
    String urlTitle,
    String device,
    String sound,
    String priority,
    Duration retry,
    Duration expire,
    Duration ttl,
    boolean html,
    boolean monospace)
    implements HttpReceiverConfig {
  /** Pushover's own address. */
  public static final String DEFAULT_URL = "https://api.pushover.net/1/messages.json";

  @Override
  public String kind() {
    return "pushover";
  }
}
