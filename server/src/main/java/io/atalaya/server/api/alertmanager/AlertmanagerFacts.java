package io.atalaya.server.api.alertmanager;

import io.atalaya.alert.receiver.Receiver;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the API tells of the server.
 *
 * @param started when it was started
 * @param revision of Atalaya
 * @param config the running configuration in Alertmanager's words
 * @param receivers everybody who can be told now
 */
public record AlertmanagerFacts(
    Instant started, String revision, Supplier<String> config, Supplier<List<Receiver>> receivers) {
  /** The Alertmanager whose API this is. */
  public static final String VERSION = "0.34.0";
}
