package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.Map;

/**
 * VictorOps, now Splunk On-Call: its REST endpoint.
 *
 * @param url where the endpoint is, a slash at the end
 * @param key of the API
 * @param routingKey template of whom it concerns there
 * @param messageType template of {@code INFO}, {@code WARNING} or {@code CRITICAL} while something
 *     fires; anything else is {@code CRITICAL}
 * @param stateMessage template of the text
 * @param displayName template of the title
 * @param tool template of who says so
 * @param customFields more fields; templates
 */
public record VictorOpsConfig(
    Delivery delivery,
    String url,
    SecretSource key,
    String routingKey,
    String messageType,
    String stateMessage,
    String displayName,
    String tool,
    Map<String, String> customFields)
    implements HttpReceiverConfig {
  /** Where VictorOps is. */
  public static final String DEFAULT_URL =
      "https://alert.victorops.com/integrations/generic/20131114/alert/";

  public VictorOpsConfig {
    customFields = Map.copyOf(customFields);
  }

  @Override
  public String kind() {
    return "victorops";
  }
}
