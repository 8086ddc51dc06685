package io.atalaya.collect.check;

import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.DnsClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a name server and looks at the records.
 *
 * @param basics name, labels, times, judgement
 * @param name what is asked for
 * @param type record type, in capitals; {@code A} by default
 * @param server whom to ask; null (default) for the first server of the operating system
 * @param recursion whether the server is to ask others; true by default
 * @param expectedCodes response codes that count as success; {@code NOERROR} by default
 * @param answers data that must be among the answer's records, as zone files write it; none by
 *     default
 * @param conditions what must be true of the data of some record, or of none; nothing by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record DnsCheck(
    CheckBasics basics,
    String name,
    String type,
    @Nullable Server server,
    boolean recursion,
    Set<DnsAnswer.Code> expectedCodes,
    List<String> answers,
    List<BodyCondition.OfText> conditions,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final int DEFAULT_PORT = 53;

  /**
   * A name server.
   *
   * @param host name or address
   * @param port 1–65535
   */
  public record Server(String host, int port) {
    public Server {
      if (host.isEmpty() || port < 1 || port > 65535) {
        throw new IllegalArgumentException(
            "a name server needs a host and a port from 1 to 65535, got \"%s:%d\""
                .formatted(host, port));
      }
    }
  }

  /** Copies the collections; checks name and type. */
  public DnsCheck {
    type = type.toUpperCase(Locale.ROOT);
    expectedCodes = Set.copyOf(expectedCodes);
    answers = List.copyOf(answers);
    conditions = List.copyOf(conditions);
    if (name.isEmpty() || expectedCodes.isEmpty()) {
      throw new IllegalArgumentException("a DNS check needs a name and an expected code");
    }
    if (!DnsClient.knowsType(type)) {
      throw new IllegalArgumentException(
          "\"" + type + "\" is no record type; A, AAAA, MX or TYPE65 are");
    }
  }

  /** Asks the operating system's server for addresses. */
  public static DnsCheck of(CheckBasics basics, String name) {
    return new DnsCheck(
        basics, name, "A", null, true, Set.of(DnsAnswer.Code.NOERROR), List.of(), List.of(), null);
  }

  /** The same question to another server. */
  public DnsCheck at(Server other) {
    return new DnsCheck(
        basics, name, type, other, recursion, expectedCodes, answers, conditions, slowAfter);
  }

  /** The same question with other expectations. */
  public DnsCheck expecting(
      Set<DnsAnswer.Code> codes,
      List<String> data,
      List<BodyCondition.OfText> of,
      @Nullable Duration slow) {
    return new DnsCheck(basics, name, type, server, recursion, codes, data, of, slow);
  }

  @Override
  public String kind() {
    return "dns";
  }

  @Override
  public String target() {
    return server == null ? name : name + "@" + Address.text(server.host(), server.port());
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new DnsProber(this, context);
  }
}
