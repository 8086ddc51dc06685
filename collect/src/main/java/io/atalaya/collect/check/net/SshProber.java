package io.atalaya.collect.check.net;

import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.Labels;
import io.atalaya.model.regex.RegexSearch;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of SSH (RFC 4253): lines of text, one of which identifies the server, then packets,
 * of which the first of the server lists its algorithms.
 *
 * <pre>
 *   uint32 length   byte padding   byte 20   16 bytes cookie
 *   name-list key exchange   name-list host key   name-list ciphers, client to server   …
 * </pre>
 */
final class SshProber implements Prober {
  private static final String IDENTIFICATION = "SSH-2.0-Atalaya";
  private static final RegexSearch SERVER =
      RegexSearch.compile("^SSH-([0-9.]+)-([^ ]*)(?: (.*))?$");

  /** Lines before the identification that are passed over (RFC 4253, 4.2). */
  private static final int MAX_LINES = 100;

  private static final int MAX_PACKET_BYTES = 35_000;
  private static final int KEXINIT = 20;
  private static final int COOKIE_BYTES = 16;
  private static final String DURATION = "probe_ssh_duration_seconds";

  private final SshCheck check;
  private final Network network;

  SshProber(SshCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Wire wire = Wire.open(lookup.network(), check.host(), check.port(), null, deadline)) {
      lookup.read(seen, wire.remoteAddress());
      WirePhases.read(seen, DURATION, "resolve", wire.phases().resolve());
      WirePhases.read(seen, DURATION, "connect", wire.phases().connect());
      talk(seen, wire);
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private void talk(Observation.Builder seen, Wire wire) throws ExchangeException {
    long connected = network.ticker().nanos();
    String banner = banner(wire);
    WirePhases.read(seen, DURATION, "banner", network.ticker().nanos() - connected);
    readBanner(seen, banner);
    if (!RegexSearch.compile(check.banner()).find(banner)) {
      seen.read("probe_failed_due_to_regex", 1);
      seen.judge(Verdict.DOWN, "banner", banner + " does not match " + check.banner());
    }
    wire.writeLine(IDENTIFICATION);
    readAlgorithms(seen, firstPacket(wire));
    WirePhases.read(seen, DURATION, "key_exchange", network.ticker().nanos() - connected);
  }

  private static String banner(Wire wire) throws ExchangeException {
    for (int i = 0; i < MAX_LINES; i++) {
      String line = wire.readLine();
      if (line.startsWith("SSH-")) {
        return line;
      }
    }
    throw protocol("the peer says " + MAX_LINES + " lines without identifying itself");
  }

  private static void readBanner(Observation.Builder seen, String banner) throws ExchangeException {
    seen.read("probe_failed_due_to_regex", 0);
    String protocol = SERVER.expand(banner, "$1");
    if (protocol == null || !(protocol.equals("2.0") || protocol.equals("1.99"))) {
      throw protocol("the identification \"" + banner + "\" is not that of SSH 2");
    }
    seen.read(
        "probe_ssh_info",
        Labels.of(
            "protocol", protocol,
            "software", String.valueOf(SERVER.expand(banner, "$2")),
            "comments", String.valueOf(SERVER.expand(banner, "$3"))),
        1);
  }

  private static byte[] firstPacket(Wire wire) throws ExchangeException {
    int length = ByteBuffer.wrap(wire.readBytes(Integer.BYTES)).getInt();
    if (length < COOKIE_BYTES || length > MAX_PACKET_BYTES) {
      throw protocol("the first packet has an impossible length: " + length);
    }
    return wire.readBytes(length);
  }

  private static void readAlgorithms(Observation.Builder seen, byte[] bytes)
      throws ExchangeException {
    try {
      ByteBuffer packet = ByteBuffer.wrap(bytes);
      packet.get();
      if (packet.get() != KEXINIT) {
        throw protocol("the first packet is not the offer of algorithms");
      }
      packet.position(packet.position() + COOKIE_BYTES);
      for (String kind : List.of("key_exchange", "host_key", "cipher")) {
        for (String algorithm : nameList(packet)) {
          Labels labels = Labels.of("kind", kind, "algorithm", algorithm);
          seen.read("probe_ssh_algorithm_info", labels, 1);
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ExchangeException(Reason.PROTOCOL, "the offer of algorithms is damaged", e);
    }
  }

  private static List<String> nameList(ByteBuffer packet) {
    int length = packet.getInt();
    if (length < 0 || length > packet.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    packet.get(text);
    List<String> names = new ArrayList<>();
    for (String name : new String(text, StandardCharsets.US_ASCII).split(",")) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static ExchangeException protocol(String what) {
    return new ExchangeException(Reason.PROTOCOL, what, null);
  }
}
