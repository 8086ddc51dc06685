package io.atalaya.collect.check;

import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.DnsQuestion;
import io.atalaya.model.http.TlsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a name server and looks at the records.
 *
 * @param basics name, labels, times, judgement
 * @param question what is asked for
 * @param server whom to ask; null (default) for the first server of the operating system
 * @param transport how; over UDP by default, and over TCP if the answer does not fit a datagram
 * @param tls how TLS is spoken, if it is
 * @param expected what the answer must be like
 */
public record DnsCheck(
    CheckBasics basics,
    DnsQuestion question,
    @Nullable Server server,
    Transport transport,
    TlsConfig tls,
    Expected expected)
    implements CheckConfig {
  public static final int DEFAULT_PORT = 53;
  public static final int DEFAULT_TLS_PORT = 853;

  /** How a server is asked. */
  public enum Transport {
    UDP,
    /** Over UDP and nothing else: a truncated answer is taken as it is. */
    UDP_ONLY,
    TCP,
    TLS
  }

  /**
   * What the answer must be like; and when a good one is degraded.
   *
   * @param codes response codes that count as success; {@code NOERROR} by default
   * @param answers data that must be among the answer's records, as zone files write it; none by
   *     default
   * @param conditions what must be true of the data of some record, or of none; nothing by default
   * @param answerRules rules for the records of the answer
   * @param authorityRules rules for the records of the authority section
   * @param additionalRules rules for the records of the additional section
   * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
   */
  public record Expected(
      Set<DnsAnswer.Code> codes,
      List<String> answers,
      List<BodyCondition.OfText> conditions,
      DnsRecordRules answerRules,
      DnsRecordRules authorityRules,
      DnsRecordRules additionalRules,
      @Nullable Duration slowAfter) {
    /** Any answer without an error. */
    public static final Expected NO_ERROR =
        of(Set.of(DnsAnswer.Code.NOERROR), List.of(), List.of(), null);

    /** Copies the collections; checks that something can succeed. */
    public Expected {
      codes = Set.copyOf(codes);
      answers = List.copyOf(answers);
      conditions = List.copyOf(conditions);
      if (codes.isEmpty()) {
        throw new IllegalArgumentException("a DNS check without expected code never succeeds");
      }
    }

    /** Expectations of code and data alone. */
    public static Expected of(
        Set<DnsAnswer.Code> codes,
        List<String> answers,
        List<BodyCondition.OfText> conditions,
        @Nullable Duration slowAfter) {
      return new Expected(
          codes,
          answers,
          conditions,
          DnsRecordRules.NONE,
          DnsRecordRules.NONE,
          DnsRecordRules.NONE,
          slowAfter);
    }
  }

  /**
   * A name server.
   *
   * @param host name or address
   * @param port 1–65535
   */
  public record Server(String host, int port) {
    public Server {
      Address.requirePort("a name server", host, port);
    }
  }

  /** Checks the name. */
  public DnsCheck {
    if (question.name().isEmpty()) {
      throw new IllegalArgumentException("a DNS check needs a name");
    }
    if (server == null && transport == Transport.TLS) {
      throw new IllegalArgumentException("DNS over TLS needs a server");
    }
  }

  /** Asks the operating system's server for addresses. */
  public static DnsCheck of(CheckBasics basics, String name) {
    return new DnsCheck(
        basics,
        new DnsQuestion(name, "A", "IN", true),
        null,
        Transport.UDP,
        TlsConfig.defaults(),
        Expected.NO_ERROR);
  }

  /** The same question to another server. */
  public DnsCheck at(Server other) {
    return new DnsCheck(basics, question, other, transport, tls, expected);
  }

  /** The same question with other expectations. */
  public DnsCheck expecting(Expected other) {
    return new DnsCheck(basics, question, server, transport, tls, other);
  }

  @Override
  public String kind() {
    return "dns";
  }

  @Override
  public String target() {
    return server == null
        ? question.name()
        : question.name() + "@" + Address.text(server.host(), server.port());
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new DnsProber(this, context);
  }
}
