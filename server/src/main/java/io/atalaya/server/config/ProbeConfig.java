package io.atalaya.server.config;

import io.atalaya.collect.http.AddressRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What checks and scrapes may do in the network, and what others may have asked.
 *
 * @param allowedAddresses blocks of addresses that are connected to although they are link-local or
 *     those of metadata services; none by default
 * @param modules blackbox_exporter's modules by their name; those that come with the program if no
 *     file has any
 */
public record ProbeConfig(
    List<AddressRange> allowedAddresses, Map<String, BlackboxModule> modules) {
  /** Copies both. */
  public ProbeConfig {
    allowedAddresses = List.copyOf(allowedAddresses);
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
  }
}
