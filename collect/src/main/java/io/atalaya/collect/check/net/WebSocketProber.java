package io.atalaya.collect.check.net;

import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.CertificateReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.ResponseHead;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.RequestHeaders;
import io.atalaya.model.regex.RegexSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Shakes hands as a WebSocket's client (RFC 6455, section 4) and holds the check's dialogue. */
final class WebSocketProber implements Prober {
  /** What both sides add to the key, so that only who knows the protocol answers rightly. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String DURATION = "probe_websocket_duration_seconds";
  private static final int KEY_BYTES = 16;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final WebSocketCheck check;
  private final Network network;
  private final SecureRandom random = new SecureRandom();

  WebSocketProber(WebSocketCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    seen.read("probe_websocket_connection_upgraded", 0);
    seen.read("probe_websocket_status_code", 0);
    seen.read("probe_websocket_failed_due_to_regex", 0);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Wire wire =
        Wire.open(
            lookup.network(),
            check.host(),
            check.port(),
            check.secure() ? check.http().tls() : null,
            List.of("http/1.1"),
            deadline)) {
      lookup.read(seen, wire.remoteAddress());
      WirePhases.read(seen, DURATION, wire.phases());
      readTls(seen, wire);
      talk(seen, wire);
    } catch (ExchangeException e) {
      WirePhases.read(seen, DURATION, "resolve", lookup.nanos());
      lookup.read(seen, null);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private void readTls(Observation.Builder seen, Wire wire) throws ExchangeException {
    TlsPeer peer = wire.tls();
    if (peer != null) {
      CertificateReadings.read(seen, peer, check.http().tls(), network);
    }
  }

  private void talk(Observation.Builder seen, Wire wire) throws ExchangeException {
    long asked = network.ticker().nanos();
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String key = Base64.getEncoder().encodeToString(bytes);
    wire.write(HttpCall.get(check.url(), headers(key)).head());
    ResponseHead head = wire.readHead();
    WirePhases.read(seen, DURATION, "processing", network.ticker().nanos() - asked);
    seen.read("probe_websocket_status_code", head.status());
    if (head.status() != SWITCHING_PROTOCOLS) {
      seen.judge(
          Verdict.DOWN, "status", "the answer has status " + head.status() + " in place of 101");
      return;
    }
    if (!head.header("Sec-WebSocket-Accept").equals(accept(key))) {
      throw new ExchangeException(
          Reason.PROTOCOL, "the answer does not accept the key that was sent", null);
    }
    seen.read("probe_websocket_connection_upgraded", 1);
    long opened = network.ticker().nanos();
    WebSocketFrames frames = new WebSocketFrames(wire, random);
    hold(seen, frames);
    if (!check.dialogue().isEmpty()) {
      WirePhases.read(seen, DURATION, "transfer", network.ticker().nanos() - opened);
    }
    frames.sendClose();
  }

  private List<Header> headers(String key) throws ExchangeException {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Connection", "Upgrade"));
    headers.add(new Header("Upgrade", "websocket"));
    headers.add(new Header("Sec-WebSocket-Version", "13"));
    headers.add(new Header("Sec-WebSocket-Key", key));
    headers.add(new Header("User-Agent", "Atalaya"));
    try {
      for (Map.Entry<String, SecretSource> header : check.headers().entrySet()) {
        headers.add(new Header(header.getKey(), header.getValue().read().reveal()));
      }
      RequestHeaders.ofCredentials(check.http().credentials(), network.tokens())
          .forEach(h -> headers.add(new Header(h.getKey(), h.getValue())));
      RequestHeaders.ofConfigured(check.http())
          .forEach(h -> headers.add(new Header(h.getKey(), h.getValue())));
      return headers;
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "a secret's file cannot be read: " + e.getMessage(), e);
    }
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] hash = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private void hold(Observation.Builder seen, WebSocketFrames frames) throws ExchangeException {
    for (TcpCheck.Step step : check.dialogue()) {
      String send = step.send();
      if (!step.expect().isEmpty()) {
        String message = frames.next();
        String filled = RegexSearch.compile(step.expect()).expand(message, step.send());
        if (filled == null) {
          seen.read("probe_websocket_failed_due_to_regex", 1);
          seen.judge(Verdict.DOWN, "regex", "the message does not match " + step.expect());
          return;
        }
        send = filled;
      }
      if (!send.isEmpty()) {
        frames.sendText(send);
      }
    }
  }
}
