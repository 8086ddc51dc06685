package io.atalaya.collect.check.net;

import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.CertificateReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.RegexSearch;
import java.time.InstantSource;

/** Shakes hands and judges the certificate; if it is not trusted, reads it a second time. */
final class TlsProber implements Prober {
  private final TlsCheck check;
  private final Network network;
  private final InstantSource clock;

  TlsProber(TlsCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
    this.clock = context.clock();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    seen.read("probe_tls_certificate_trusted", 0);
    try (Wire wire = open(lookup.network(), check.tls(), deadline)) {
      lookup.read(seen, wire.remoteAddress());
      WirePhases.read(seen, "probe_tls_duration_seconds", wire.phases());
      seen.read("probe_tls_certificate_trusted", check.tls().insecureSkipVerify() ? 0 : 1);
      look(seen, wire, check.tls());
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
      if (e.reason() == Reason.CERTIFICATE) {
        lookAtUntrusted(seen, lookup.network(), deadline);
      }
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private Wire open(Network over, TlsConfig tls, Deadline deadline) throws ExchangeException {
    return Wire.open(over, check.host(), check.port(), tls, deadline);
  }

  /** The verdict stands; this tells what kind of certificate it is that nobody trusts. */
  private void lookAtUntrusted(Observation.Builder seen, Network over, Deadline deadline) {
    TlsConfig careless = check.tls().withInsecureSkipVerify(true);
    try (Wire wire = open(over, careless, deadline)) {
      WirePhases.read(seen, "probe_tls_duration_seconds", wire.phases());
      look(seen, wire, careless);
    } catch (ExchangeException e) {
      seen.judge(e);
    }
  }

  private void look(Observation.Builder seen, Wire wire, TlsConfig tls) throws ExchangeException {
    TlsPeer peer = wire.tls();
    if (peer == null) {
      return;
    }
    CertificateReadings.read(seen, peer, tls, network);
    CertificateReadings.judgeExpiry(seen, peer, check.certificateExpiresWithin(), clock.instant());
    String issuer = peer.certificate().getIssuerX500Principal().getName();
    if (!RegexSearch.compile(check.issuer()).find(issuer)) {
      seen.judge(
          Verdict.DOWN, "issuer", "the issuer " + issuer + " does not match " + check.issuer());
    }
    String fingerprint = CertificateReadings.fingerprint(peer.certificate());
    if (!check.fingerprints().isEmpty() && !check.fingerprints().contains(fingerprint)) {
      seen.judge(
          Verdict.DOWN,
          "fingerprint",
          "the certificate is another one: its SHA-256 is " + fingerprint);
    }
  }
}
