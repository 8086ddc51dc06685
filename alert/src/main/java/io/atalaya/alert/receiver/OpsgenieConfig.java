package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/**
 * Opsgenie: alerts of its API 2.
 *
 * @param apiUrl ends with a slash
 * @param apiKey of the integration
 * @param message template of the title
 * @param description template of the text
 * @param source template of where it comes from
 * @param details templates of what else is told, besides the labels that all alerts share
 * @param texts templates by their names in Opsgenie's API: {@code entity}, {@code note}, {@code
 *     priority}; and {@code tags}, {@code actions}, each separated by commas
 * @param responders who is told: {@code id}, {@code name}, {@code username}, {@code type}
 * @param updateAlerts whether title and text of an alert that is open are changed
 */
public record OpsgenieConfig(
    Delivery delivery,
    String apiUrl,
    SecretSource apiKey,
    String message,
    String description,
    String source,
    Map<String, String> details,
    Map<String, String> texts,
    List<Map<String, String>> responders,
    boolean updateAlerts)
    implements HttpReceiverConfig {
  public OpsgenieConfig {
    details = Map.copyOf(details);
    texts = Map.copyOf(texts);
    responders = List.copyOf(responders);
  }

  @Override
  public String kind() {
    return "opsgenie";
  }
}
