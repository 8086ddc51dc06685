package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.Labels;
import io.atalaya.model.regex.RegexSearch;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connects to a port and holds the check's dialogue. */
final class TcpProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;

  private final TcpCheck check;
  private final Network network;
  private final InstantSource clock;

  TcpProber(TcpCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
    this.clock = context.clock();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    lookup.read(seen, null);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Wire wire =
        Wire.open(
            lookup.network(),
            check.host(),
            check.port(),
            check.secure() ? check.tls() : null,
            deadline)) {
      lookup.read(seen, wire.remoteAddress());
      readPhase(seen, "resolve", wire.phases().resolve());
      readPhase(seen, "connect", wire.phases().connect());
      readPhase(seen, "tls", wire.phases().tls());
      long talked = network.ticker().nanos();
      talk(seen, wire);
      readPhase(seen, "dialogue", network.ticker().nanos() - talked);
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private static void readPhase(Observation.Builder seen, String phase, long nanos) {
    seen.read("probe_tcp_duration_seconds", "phase", phase, nanos / NANOS_PER_SECOND);
  }

  private void talk(Observation.Builder seen, Wire wire) throws ExchangeException {
    seen.read("probe_failed_due_to_regex", 0);
    seen.read("probe_failed_due_to_bytes", 0);
    readCertificate(seen, wire);
    for (TcpCheck.Step step : check.dialogue()) {
      String line = expectedLine(seen, wire, step.expect());
      if (line == null || !bytesCome(seen, wire, step.expectHex())) {
        return;
      }
      readLabels(seen, step, line);
      say(wire, step, line);
      if (step.startTls()) {
        readPhase(seen, "tls", wire.startTls(check.host(), check.tls()));
        readCertificate(seen, wire);
      }
    }
  }

  private void readCertificate(Observation.Builder seen, Wire wire) throws ExchangeException {
    TlsPeer peer = wire.tls();
    if (peer != null) {
      CertificateReadings.read(seen, peer, check.tls(), network);
      CertificateReadings.judgeExpiry(
          seen, peer, check.certificateExpiresWithin(), clock.instant());
    }
  }

  /** The line that matches, empty if none is wanted; null if the peer ends before it says one. */
  private static @Nullable String expectedLine(Observation.Builder seen, Wire wire, String expect)
      throws ExchangeException {
    if (expect.isEmpty()) {
      return "";
    }
    RegexSearch expected = RegexSearch.compile(expect);
    String last = "";
    for (String line = wire.nextLine(); line != null; line = wire.nextLine()) {
      if (expected.find(line)) {
        return line;
      }
      last = line;
    }
    seen.read("probe_failed_due_to_regex", 1);
    seen.judge(
        Verdict.DOWN,
        "regex",
        "the peer closed the connection before it said a match of %s; last it said \"%s\""
            .formatted(expect, last));
    return null;
  }

  private static boolean bytesCome(Observation.Builder seen, Wire wire, String hex)
      throws ExchangeException {
    byte[] expected = HexFormat.of().parseHex(hex);
    byte[] come = wire.readBytes(expected.length);
    if (Arrays.equals(expected, come)) {
      return true;
    }
    seen.read("probe_failed_due_to_bytes", 1);
    seen.judge(
        Verdict.DOWN,
        "bytes",
        "expected the bytes %s, got %s".formatted(hex, HexFormat.of().formatHex(come)));
    return false;
  }

  private static void readLabels(Observation.Builder seen, TcpCheck.Step step, String line) {
    if (!step.labels().isEmpty()) {
      Map<String, String> labels = new LinkedHashMap<>();
      step.labels().forEach((name, value) -> labels.put(name, filled(step, line, value)));
      seen.read("probe_expect_info", Labels.of(labels), 1);
    }
  }

  private void say(Wire wire, TcpCheck.Step step, String line) throws ExchangeException {
    if (!step.send().isEmpty()) {
      String text = filled(step, line, step.send());
      wire.write((text + check.lineEnd()).getBytes(StandardCharsets.UTF_8));
    }
    if (!step.sendHex().isEmpty()) {
      wire.write(HexFormat.of().parseHex(step.sendHex()));
    }
  }

  /** A template, filled from the step's match; left as it is where nothing was expected. */
  private static String filled(TcpCheck.Step step, String line, String template) {
    if (step.expect().isEmpty()) {
      return template;
    }
    String filled = RegexSearch.compile(step.expect()).expand(line, template);
    return filled == null ? template : filled;
  }
}
