package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A receiver whose code comes from a jar.
 *
 * @param type which of the installed kinds
 * @param sendResolved whether the end of an alert is told too
 * @param timeout how long one attempt may take, > 0
 * @param settings what its code is told
 */
public record CustomConfig(
    String type, boolean sendResolved, Duration timeout, Map<String, SecretSource> settings)
    implements ReceiverConfig {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public CustomConfig {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  @Override
  public String kind() {
    return "custom_" + type;
  }
}
