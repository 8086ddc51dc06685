package io.atalaya.collect.dns;

import java.util.Map;

/**
 * What a name server is asked.
 *
 * @param name in the DNS, with or without the dot at its end
 * @param type such as {@code MX}, or {@code TYPE65} by its number
 * @param dnsClass {@code IN} for the Internet, or another of RFC 1035 and 2136
 * @param recursion whether the server is to ask others
 */
public record DnsQuestion(String name, String type, String dnsClass, boolean recursion) {
  private static final Map<String, Integer> CLASSES =
      Map.of("IN", 1, "CS", 2, "CH", 3, "HS", 4, "NONE", 254, "ANY", 255);

  /** Checks type and class. */
  public DnsQuestion {
    if (DnsType.number(type).isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + type + "\" is no record type; A, AAAA, MX or TYPE65 are");
    }
    if (!CLASSES.containsKey(dnsClass)) {
      throw new IllegalArgumentException(
          "\"" + dnsClass + "\" is no class; IN, CS, CH, HS, NONE and ANY are");
    }
  }

  int typeNumber() {
    return DnsType.number(type).orElseThrow();
  }

  int classNumber() {
    return CLASSES.getOrDefault(dnsClass, 1);
  }
}
