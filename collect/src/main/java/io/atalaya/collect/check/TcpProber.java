package io.atalaya.collect.check;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.regex.RegexSearch;
import java.net.Inet6Address;

/** Connects to a port and holds the check's dialogue. */
final class TcpProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;

  private final TcpCheck check;
  private final Network network;

  TcpProber(TcpCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    seen.read("probe_failed_due_to_regex", 0);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Wire wire = Wire.open(network, check.host(), check.port(), check.tls(), deadline)) {
      seen.read("probe_dns_lookup_time_seconds", wire.phases().resolve() / NANOS_PER_SECOND);
      seen.read("probe_ip_protocol", wire.remoteAddress() instanceof Inet6Address ? 6 : 4);
      TlsPeer tls = wire.tls();
      if (tls != null) {
        seen.read("probe_ssl_earliest_cert_expiry", (double) tls.earliestExpiry().getEpochSecond());
      }
      talk(wire);
    } catch (ExchangeException e) {
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private void talk(Wire wire) throws ExchangeException {
    for (TcpCheck.Step step : check.dialogue()) {
      if (!step.expect().isEmpty()) {
        RegexSearch expected = RegexSearch.compile(step.expect());
        String line = wire.readLine();
        while (!expected.find(line)) {
          line = wire.readLine();
        }
      }
      if (!step.send().isEmpty()) {
        wire.writeLine(step.send());
      }
    }
  }
}
