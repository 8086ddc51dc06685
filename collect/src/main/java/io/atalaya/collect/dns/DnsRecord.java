package io.atalaya.collect.dns;

import java.util.List;

/**
 * A resource record.
 *
 * @param name whose record it is, with a dot at its end
 * @param type such as {@code MX}; {@code TYPE65280} for kinds that are not known here
 * @param ttlSeconds how long it may be kept
 * @param data as zone files write it, for example {@code 10 mail.example.org.}; hexadecimal for
 *     kinds that are not known here
 */
public record DnsRecord(String name, String type, long ttlSeconds, String data) {
  /** The words of the data: for SRV these are priority, weight, port and target. */
  public List<String> fields() {
    return List.of(data.split(" "));
  }

  /** The record as a line of a zone file, fields separated by tabs. */
  @Override
  public String toString() {
    return name + "\t" + ttlSeconds + "\tIN\t" + type + "\t" + data;
  }
}
