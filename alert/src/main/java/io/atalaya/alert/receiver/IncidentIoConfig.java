package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * incident.io: an alert source of the kind Alertmanager.
 *
 * @param url of the alert source
 * @param token of the alert source, or null if the client's {@code authorization} has it
 * @param maxAlerts how many alerts a message shows; 0 for all
 */
public record IncidentIoConfig(
    Delivery delivery, SecretSource url, @Nullable SecretSource token, long maxAlerts)
    implements HttpReceiverConfig {
  @Override
  public String kind() {
    return "incidentio";
  }
}
