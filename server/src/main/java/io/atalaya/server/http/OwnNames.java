package io.atalaya.server.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Under which names a server that only its own machine reaches may be asked.
 *
 * <p>A page elsewhere can have its own name resolved to 127.0.0.1 (DNS rebinding); its visitor's
 * browser then takes this server for that page's and lets it read everything. So names are refused
 * that somebody outside may own: those with a dot that are neither ours nor an address.
 */
final class OwnNames {
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private final Set<String> names;

  OwnNames(Set<String> names) {
    this.names =
        names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether the value of a header {@code Host} names this server. An absent one is of no browser.
   */
  boolean permit(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.indexOf('.') < 0
        || name.startsWith("[")
        || IPV4.matcher(name).matches()
        || name.endsWith(".localhost")
        || names.contains(name);
  }
}
