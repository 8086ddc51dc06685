package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * ntfy: a message to a topic.
 *
 * @param url of the server; {@code https://ntfy.sh} by default
 * @param topic whoever knows its name can read it on a public server, so it is a secret
 * @param token to log in with, or null; a name and password go into {@code http_config}
 * @param title template of the title
 * @param message template of the text
 * @param priority template of 1 (least) to 5
 * @param tags template of tags, separated by commas; ntfy shows some of them as pictures
 * @param click template of the address that a tap opens
 */
public record NtfyConfig(
    Delivery delivery,
    String url,
    SecretSource topic,
    @Nullable SecretSource token,
    String title,
    String message,
    String priority,
    String tags,
    String click)
    implements HttpReceiverConfig {
  /** The default of the title. */
  public static final String DEFAULT_TITLE = "{{ template \"ntfy.default.title\" . }}";

  /** The default of the text. */
  public static final String DEFAULT_MESSAGE = "{{ template \"ntfy.default.message\" . }}";

  /** The default of the priority: high while something fires. */
  public static final String DEFAULT_PRIORITY =
      "{{ if eq .Status \"firing\" }}4{{ else }}3{{ end }}";

  /** The default of the tags: a picture of the state. */
  public static final String DEFAULT_TAGS =
      "{{ if eq .Status \"firing\" }}rotating_light{{ else }}white_check_mark{{ end }}";

  @Override
  public String kind() {
    return "ntfy";
  }
}
