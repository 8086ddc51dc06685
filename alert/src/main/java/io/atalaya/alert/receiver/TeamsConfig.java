package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;

/**
 * Microsoft Teams by a workflow, which replaced the connectors: Alertmanager's {@code msteamsv2}.
 *
 * @param url of the workflow
 * @param title template of the title
 * @param text template of the text, Teams' markdown
 */
public record TeamsConfig(Delivery delivery, SecretSource url, String title, String text)
    implements HttpReceiverConfig {
  /** The default of the title. */
  public static final String DEFAULT_TITLE = "{{ template \"msteamsv2.default.title\" . }}";

  /** The default of the text. */
  public static final String DEFAULT_TEXT = "{{ template \"msteamsv2.default.text\" . }}";

  @Override
  public String kind() {
    return "msteamsv2";
  }
}
