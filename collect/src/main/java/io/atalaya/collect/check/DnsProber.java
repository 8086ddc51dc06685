package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.DnsClient;
import io.atalaya.collect.dns.DnsException;
import io.atalaya.collect.dns.DnsRecord;
import io.atalaya.collect.dns.ResolverConfig;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.NameLookup;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.RegexSearch;
import io.atalaya.model.regex.RegexSyntaxException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Asks a name server and judges code and records. */
final class DnsProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;

  /** UDP may be followed by TCP, and each gets this share of the time. */
  private static final int TRANSPORTS = 2;

  private final DnsCheck check;
  private final Network network;
  private final DnsClient client = DnsClient.system();

  DnsProber(DnsCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    readNothing(seen);
    try {
      Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
      InetSocketAddress server = server(lookup.network(), deadline);
      lookup.read(seen, server.getAddress());
      readPhase(seen, "resolve", lookup.nanos());
      DnsAnswer answer = ask(seen, server, deadline);
      seen.read("probe_dns_query_succeeded", 1);
      look(seen, answer);
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.expected().slowAfter(), took);
    return seen.build(took);
  }

  /** What is told of an attempt without an answer, as blackbox_exporter tells it. */
  private static void readNothing(Observation.Builder seen) {
    List.of("resolve", "connect", "request").forEach(phase -> readPhase(seen, phase, 0));
    for (String metric :
        List.of(
            "probe_dns_answer_rrs",
            "probe_dns_authority_rrs",
            "probe_dns_additional_rrs",
            "probe_dns_query_succeeded")) {
      seen.read(metric, 0);
    }
  }

  private static void readPhase(Observation.Builder seen, String phase, long nanos) {
    seen.read("probe_dns_duration_seconds", "phase", phase, nanos / NANOS_PER_SECOND);
  }

  private InetSocketAddress server(Network over, Deadline deadline) throws ExchangeException {
    DnsCheck.Server server = check.server();
    if (server == null) {
      return systemServer();
    }
    NameLookup names = new NameLookup(over);
    InetAddress address = names.resolve(server.host(), deadline)[0];
    names.requirePermitted(server.host(), address);
    return new InetSocketAddress(address, server.port());
  }

  private static InetSocketAddress systemServer() throws ExchangeException {
    try {
      List<InetSocketAddress> servers = ResolverConfig.system().servers();
      if (!servers.isEmpty()) {
        return servers.getFirst();
      }
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, "resolv.conf: " + e.getMessage(), e);
    }
    throw new ExchangeException(
        Reason.INTERNAL, "resolv.conf names no server; give the check a server", null);
  }

  private DnsAnswer ask(Observation.Builder seen, InetSocketAddress server, Deadline deadline)
      throws ExchangeException {
    long begun = network.ticker().nanos();
    try {
      return switch (check.transport()) {
        case UDP -> overUdp(server, deadline);
        case UDP_ONLY -> client.ask(server, check.question(), false, deadline.left());
        case TCP -> client.ask(server, check.question(), true, deadline.left());
        case TLS -> overTls(seen, server, deadline);
      };
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(reason(e), message(server, e), e);
    } finally {
      readPhase(seen, "request", network.ticker().nanos() - begun);
    }
  }

  private DnsAnswer overUdp(InetSocketAddress server, Deadline deadline) throws IOException {
    Duration share = deadline.left().dividedBy(TRANSPORTS);
    DnsAnswer answer = client.ask(server, check.question(), false, share);
    return answer.truncated() ? client.ask(server, check.question(), true, share) : answer;
  }

  private DnsAnswer overTls(Observation.Builder seen, InetSocketAddress server, Deadline deadline)
      throws IOException {
    String host = server.getAddress().getHostAddress();
    DnsCheck.Server named = check.server();
    TlsConfig tls = check.tls();
    if (tls.serverName().isEmpty() && named != null) {
      tls = tls.withServerName(named.host());
    }
    try (Wire wire = Wire.open(network, host, server.getPort(), tls, List.of("dot"), deadline)) {
      readPhase(seen, "connect", wire.phases().connect() + wire.phases().tls());
      return client.ask(
          new DnsClient.Stream() {
            @Override
            public void write(byte[] bytes) throws IOException {
              wire.write(bytes);
            }

            @Override
            public byte[] read(int count) throws IOException {
              return wire.readBytes(count);
            }
          },
          check.question());
    }
  }

  private static Reason reason(IOException e) {
    return switch (e) {
      case DnsException known -> known.isTimeout() ? Reason.TIMEOUT : Reason.PROTOCOL;
      case PortUnreachableException _ -> Reason.CONNECTION_REFUSED;
      case ConnectException _ -> Reason.CONNECTION_REFUSED;
      case EOFException _ -> Reason.CONNECTION_CLOSED;
      default -> Reason.CONNECT;
    };
  }

  private static String message(InetSocketAddress server, IOException e) {
    if (e instanceof DnsException) {
      return String.valueOf(e.getMessage());
    }
    String address = Address.text(server.getAddress().getHostAddress(), server.getPort());
    return e instanceof PortUnreachableException
        ? "no name server answers at " + address
        : "asking %s failed: %s".formatted(address, e.getMessage());
  }

  private void look(Observation.Builder seen, DnsAnswer answer) {
    seen.read("probe_dns_answer_rrs", answer.answers().size());
    seen.read("probe_dns_authority_rrs", answer.authorities().size());
    seen.read("probe_dns_additional_rrs", answer.additionals().size());
    readSerial(seen, answer);
    if (!check.expected().codes().contains(answer.code())) {
      seen.judge(Verdict.DOWN, "dns_code", "the server answered " + answer.code());
      return;
    }
    List<String> data = answer.answers().stream().map(DnsRecord::data).toList();
    for (String wanted : check.expected().answers()) {
      if (data.stream().noneMatch(found -> plain(found).equals(plain(wanted)))) {
        seen.judge(
            Verdict.DOWN, "dns_answer", "%s is not among the answers %s".formatted(wanted, data));
      }
    }
    check.expected().conditions().forEach(condition -> judge(seen, condition, data));
    judge(seen, "answer", check.expected().answerRules(), answer.answers());
    judge(seen, "authority", check.expected().authorityRules(), answer.authorities());
    judge(seen, "additional", check.expected().additionalRules(), answer.additionals());
  }

  private static void judge(
      Observation.Builder seen, String section, DnsRecordRules rules, List<DnsRecord> records) {
    try {
      rules
          .fault(records.stream().map(DnsRecord::toString).toList())
          .ifPresent(fault -> seen.judge(Verdict.DOWN, "dns_" + section, section + ": " + fault));
    } catch (RegexSyntaxException e) {
      seen.judge(Verdict.DOWN, "dns_" + section, String.valueOf(e.getMessage()));
    }
  }

  private static void readSerial(Observation.Builder seen, DnsAnswer answer) {
    answer.answers().stream()
        .filter(r -> r.type().equals("SOA"))
        .findFirst()
        .ifPresent(r -> seen.read("probe_dns_serial", Double.parseDouble(r.fields().get(2))));
  }

  /** Names in the DNS have no case, and the dot at their end may be left out. */
  private static String plain(String data) {
    String lower = data.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static void judge(
      Observation.Builder seen, BodyCondition.OfText condition, List<String> data) {
    switch (condition) {
      case BodyCondition.Keyword(String text, boolean present) -> {
        if (data.stream().anyMatch(d -> d.contains(text)) != present) {
          seen.judge(Verdict.DOWN, "dns_answer", wrong(present, "holds", text, data));
        }
      }
      case BodyCondition.Expression(String regex, boolean present) -> {
        if (data.stream().anyMatch(RegexSearch.compile(regex)::find) != present) {
          seen.judge(Verdict.DOWN, "dns_answer", wrong(present, "matches", regex, data));
        }
      }
    }
  }

  private static String wrong(boolean present, String verb, String what, List<String> data) {
    return "%s of the answers %s %s \"%s\"".formatted(present ? "none" : "one", data, verb, what);
  }
}
