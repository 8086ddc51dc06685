package io.atalaya.collect.check.net;

import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.CertificateReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.check.net.MailCheck.Security;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Wire;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds the first words of SMTP (RFC 5321), IMAP (RFC 9051) and POP3 (RFC 1939, 2595). */
final class MailProber implements Prober {
  private static final int MAX_REPLY_LINES = 200;
  private static final String DURATION = "probe_mail_duration_seconds";

  private final MailCheck check;
  private final Network network;
  private final InstantSource clock;

  MailProber(MailCheck check, ProbeContext context) {
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
    boolean atOnce = check.security() == Security.TLS;
    try (Wire wire =
        Wire.open(
            lookup.network(), check.host(), check.port(), atOnce ? check.tls() : null, deadline)) {
      lookup.read(seen, wire.remoteAddress());
      WirePhases.read(seen, DURATION, wire.phases());
      long connected = network.ticker().nanos();
      readCertificate(seen, wire);
      talk(seen, wire, connected);
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private void talk(Observation.Builder seen, Wire wire, long connected) throws ExchangeException {
    switch (check.protocol()) {
      case SMTP -> smtp(seen, wire, connected);
      case IMAP -> imap(seen, wire, connected);
      case POP3 -> pop3(seen, wire, connected);
    }
  }

  private void greeted(Observation.Builder seen, long connected) {
    WirePhases.read(seen, DURATION, "greeting", network.ticker().nanos() - connected);
  }

  private void smtp(Observation.Builder seen, Wire wire, long connected) throws ExchangeException {
    expectCode(reply(wire), "220", "the greeting");
    greeted(seen, connected);
    wire.writeLine("EHLO " + check.helo());
    List<String> extensions = reply(wire);
    expectCode(extensions, "250", "EHLO");
    if (check.security() == Security.STARTTLS) {
      boolean offered =
          extensions.stream().anyMatch(l -> l.substring(4).strip().equalsIgnoreCase("STARTTLS"));
      require(offered, "the server does not offer STARTTLS");
      wire.writeLine("STARTTLS");
      expectCode(reply(wire), "220", "STARTTLS");
      beginTls(seen, wire);
      wire.writeLine("EHLO " + check.helo());
      expectCode(reply(wire), "250", "EHLO over TLS");
    }
    wire.writeLine("QUIT");
    expectCode(reply(wire), "221", "QUIT");
  }

  /** A reply may have many lines; all but the last have a hyphen after the code. */
  private static List<String> reply(Wire wire) throws ExchangeException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < MAX_REPLY_LINES) {
      String line = wire.readLine();
      if (!line.matches("[0-9]{3}([ -].*)?")) {
        throw protocol("the server says \"" + line + "\", which is no reply of SMTP");
      }
      lines.add(line.length() == 3 ? line + " " : line);
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return lines;
      }
    }
    throw protocol("a reply of more than " + MAX_REPLY_LINES + " lines");
  }

  private static void expectCode(List<String> reply, String code, String what)
      throws ExchangeException {
    String last = reply.getLast();
    require(last.startsWith(code), what + ": expected " + code + ", got \"" + last.strip() + "\"");
  }

  private void imap(Observation.Builder seen, Wire wire, long connected) throws ExchangeException {
    String greeting = wire.readLine();
    boolean well = greeting.startsWith("* OK") || greeting.startsWith("* PREAUTH");
    require(well, "the greeting is \"" + greeting + "\"");
    greeted(seen, connected);
    List<String> capabilities = command(wire, "a1", "CAPABILITY");
    if (check.security() == Security.STARTTLS) {
      boolean offered =
          capabilities.stream().anyMatch(l -> l.toUpperCase(Locale.ROOT).contains(" STARTTLS"));
      require(offered, "the server does not offer STARTTLS");
      command(wire, "a2", "STARTTLS");
      beginTls(seen, wire);
      command(wire, "a3", "NOOP");
    }
    command(wire, "a4", "LOGOUT");
  }

  private static List<String> command(Wire wire, String tag, String command)
      throws ExchangeException {
    wire.writeLine(tag + " " + command);
    List<String> lines = new ArrayList<>();
    while (lines.size() < MAX_REPLY_LINES) {
      String line = wire.readLine();
      lines.add(line);
      if (line.startsWith(tag + " ")) {
        require(line.startsWith(tag + " OK"), command + ": got \"" + line + "\"");
        return lines;
      }
    }
    throw protocol("an answer of more than " + MAX_REPLY_LINES + " lines");
  }

  private void pop3(Observation.Builder seen, Wire wire, long connected) throws ExchangeException {
    expectOk(wire, "the greeting");
    greeted(seen, connected);
    if (check.security() == Security.STARTTLS) {
      wire.writeLine("STLS");
      expectOk(wire, "STLS");
      beginTls(seen, wire);
    }
    wire.writeLine("QUIT");
    expectOk(wire, "QUIT");
  }

  private static void expectOk(Wire wire, String what) throws ExchangeException {
    String line = wire.readLine();
    require(line.startsWith("+OK"), what + ": expected +OK, got \"" + line + "\"");
  }

  private void beginTls(Observation.Builder seen, Wire wire) throws ExchangeException {
    WirePhases.read(seen, DURATION, "tls", wire.startTls(check.host(), check.tls()));
    readCertificate(seen, wire);
  }

  private void readCertificate(Observation.Builder seen, Wire wire) throws ExchangeException {
    TlsPeer peer = wire.tls();
    if (peer != null) {
      CertificateReadings.read(seen, peer, check.tls(), network);
      CertificateReadings.judgeExpiry(
          seen, peer, check.certificateExpiresWithin(), clock.instant());
    }
  }

  private static void require(boolean condition, String otherwise) throws ExchangeException {
    if (!condition) {
      throw protocol(otherwise);
    }
  }

  private static ExchangeException protocol(String what) {
    return new ExchangeException(Reason.PROTOCOL, what, null);
  }
}
