package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Address;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.http.TlsConfig;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Greets a mail server, and begins TLS; does not log in and sends nothing.
 *
 * @param basics name, labels, times, judgement
 * @param protocol what it speaks
 * @param host name or address
 * @param port 1–65535; the protocol's own by default
 * @param security when TLS begins; with STARTTLS by default
 * @param tls how TLS is spoken
 * @param helo the name by which an SMTP server is greeted; {@code atalaya.invalid} by default
 * @param certificateExpiresWithin {@code degraded} if a certificate has less left than this; null
 *     (default) for never
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record MailCheck(
    CheckBasics basics,
    Protocol protocol,
    String host,
    int port,
    Security security,
    TlsConfig tls,
    String helo,
    @Nullable Duration certificateExpiresWithin,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final String DEFAULT_HELO = "atalaya.invalid";

  /** Protocols of mail servers, with their ports without TLS and with TLS from the start. */
  public enum Protocol {
    SMTP(25, 465),
    IMAP(143, 993),
    POP3(110, 995);

    private final int port;
    private final int securePort;

    Protocol(int port, int securePort) {
      this.port = port;
      this.securePort = securePort;
    }

    /** Where it is spoken unless something else is said. */
    public int port(Security security) {
      return security == Security.TLS ? securePort : port;
    }
  }

  /** When TLS begins. */
  public enum Security {
    NONE,
    STARTTLS,
    /** With the first byte. */
    TLS
  }

  /** Checks address and name. */
  public MailCheck {
    Address.requirePort("a check of a mail server", host, port);
    if (!helo.matches("[\\[\\]A-Za-z0-9.:-]{1,255}")) {
      throw new IllegalArgumentException("\"" + helo + "\" is no name of a host");
    }
  }

  @Override
  public String kind() {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String target() {
    return Address.text(host, port);
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new MailProber(this, context);
  }
}
