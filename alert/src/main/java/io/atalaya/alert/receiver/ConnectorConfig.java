package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;

/**
 * Microsoft Teams by a connector, the old way: Alertmanager's {@code msteams}.
 *
 * @param url of the connector
 * @param title template of the title
 * @param summary template of what a notification of the desktop shows
 * @param text template of the text, Teams' markdown
 */
public record ConnectorConfig(
    Delivery delivery, SecretSource url, String title, String summary, String text)
    implements HttpReceiverConfig {
  @Override
  public String kind() {
    return "msteams";
  }
}
