package io.atalaya.server.config;

import io.atalaya.collect.cel.CelExpression;
import io.atalaya.collect.check.BodyCondition;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.DnsCheck;
import io.atalaya.collect.check.HeaderCondition;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.HttpCheck.Compression;
import io.atalaya.collect.check.HttpCheck.TlsRule;
import io.atalaya.collect.check.StatusRange;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.collect.check.net.GrpcCheck;
import io.atalaya.collect.check.net.IcmpCheck;
import io.atalaya.collect.check.net.MailCheck;
import io.atalaya.collect.check.net.RoutedCheck;
import io.atalaya.collect.check.net.SshCheck;
import io.atalaya.collect.check.net.TlsCheck;
import io.atalaya.collect.check.net.WebSocketCheck;
import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.DnsQuestion;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.collect.http.AddressPolicy.Family;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checks of what answers in the network: {@code http}, {@code tcp}, {@code tls}, {@code dns},
 * {@code icmp}, {@code grpc}, {@code websocket}, {@code smtp}, {@code imap}, {@code pop3} and
 * {@code ssh}. All of them know the keys that say which addresses are used.
 */
final class NetworkCheckReader {
  static final List<CheckKind> KINDS =
      List.of(
          new CheckKind("http", "url", NetworkCheckReader::http),
          new CheckKind("tcp", "address", NetworkCheckReader::tcp),
          new CheckKind("tls", "address", NetworkCheckReader::tls),
          new CheckKind("dns", "name", NetworkCheckReader::dns),
          new CheckKind("icmp", "host", NetworkCheckReader::icmp),
          new CheckKind("grpc", "address", NetworkCheckReader::grpc),
          new CheckKind("websocket", "url", NetworkCheckReader::webSocket),
          new CheckKind("smtp", "address", mail(MailCheck.Protocol.SMTP)),
          new CheckKind("imap", "address", mail(MailCheck.Protocol.IMAP)),
          new CheckKind("pop3", "address", mail(MailCheck.Protocol.POP3)),
          new CheckKind("ssh", "address", NetworkCheckReader::ssh));

  private static final Map<String, Family> FAMILIES =
      Map.of("any", Family.ANY, "ip4", Family.IP4, "ip6", Family.IP6);

  private static final Map<String, DnsAnswer.Code> DNS_CODES =
      Stream.of(DnsAnswer.Code.values())
          .filter(code -> code != DnsAnswer.Code.OTHER)
          .collect(Collectors.toMap(Enum::name, code -> code, (a, b) -> a, LinkedHashMap::new));

  private static final Map<String, DnsCheck.Transport> TRANSPORTS =
      Map.of(
          "udp", DnsCheck.Transport.UDP,
          "tcp", DnsCheck.Transport.TCP,
          "tls", DnsCheck.Transport.TLS);

  private static final Map<String, TlsRule> TLS_RULES = words(TlsRule.values());
  private static final Map<String, Compression> COMPRESSIONS = words(Compression.values());
  private static final Map<String, MailCheck.Security> SECURITIES =
      words(MailCheck.Security.values());

  private NetworkCheckReader() {}

  private static CheckConfig http(Section s, CheckBasics basics) {
    URI url = required(s.parsed("url", URI::create), "url");
    HttpCheck check =
        new HttpCheck(
            basics,
            url,
            request(s),
            expected(s),
            s.count("max_redirects", HttpCheck.DEFAULT_MAX_REDIRECTS),
            HttpClientReader.read(s));
    return routed(s, check, withoutBrackets(String.valueOf(url.getHost())));
  }

  private static HttpCheck.Request request(Section s) {
    return new HttpCheck.Request(
        s.text("method", "GET"),
        HttpClientReader.plainHeaders(s, "headers"),
        s.text("body").orElse(null),
        s.file("body_file").orElse(null),
        s.parsed("compression", text -> Section.chosen(text, COMPRESSIONS)).orElse(null));
  }

  private static HttpCheck.Expected expected(Section s) {
    List<StatusRange> status = s.parsedList("expected_status", StatusRange::parse);
    return new HttpCheck.Expected(
        status.isEmpty() ? List.of(StatusRange.SUCCESS) : status,
        s.texts("expected_versions"),
        s.choice("tls", TlsRule.EITHER, TLS_RULES),
        s.sections("header_conditions", NetworkCheckReader::headerCondition),
        s.sections("conditions", NetworkCheckReader::condition),
        s.sizeBytes("max_body_size", HttpCheck.DEFAULT_MAX_BODY_BYTES),
        s.duration("slow_after").orElse(null),
        s.duration("certificate_expires_within").orElse(null));
  }

  private static <E extends Enum<E>> Map<String, E> words(E[] values) {
    return Stream.of(values)
        .collect(
            Collectors.toMap(
                v -> v.name().toLowerCase(Locale.ROOT), v -> v, (a, b) -> a, LinkedHashMap::new));
  }

  private static <T> T required(Optional<T> value, String key) {
    return value.orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static HeaderCondition headerCondition(Section s) {
    Optional<String> matches = s.literal("matches");
    Optional<String> not = s.literal("not_matches");
    if (matches.isPresent() == not.isPresent()) {
      throw new IllegalArgumentException(
          "a header condition has exactly one of matches, not_matches");
    }
    return new HeaderCondition(
        s.required("header"),
        matches.or(() -> not).orElse(""),
        matches.isPresent(),
        s.flag("allow_missing", false));
  }

  /** Exactly one key, such as {@code contains: ok} or {@code not_matches: "error|fatal"}. */
  private static BodyCondition condition(Section s) {
    List<BodyCondition> conditions = new ArrayList<>(textConditions(s));
    s.section("json", JsonConditionReader::read).ifPresent(conditions::add);
    s.literal("cel")
        .map(text -> new BodyCondition.Cel(CelExpression.compile(text), true))
        .ifPresent(conditions::add);
    return only(conditions, "contains, not_contains, matches, not_matches, json, cel");
  }

  private static BodyCondition.OfText textCondition(Section s) {
    return only(textConditions(s), "contains, not_contains, matches, not_matches");
  }

  private static <C> C only(List<C> conditions, String keys) {
    if (conditions.size() != 1) {
      throw new IllegalArgumentException("a condition has exactly one of " + keys);
    }
    return conditions.getFirst();
  }

  private static List<BodyCondition.OfText> textConditions(Section s) {
    List<BodyCondition.OfText> conditions = new ArrayList<>();
    s.text("contains").ifPresent(t -> conditions.add(new BodyCondition.Keyword(t, true)));
    s.text("not_contains").ifPresent(t -> conditions.add(new BodyCondition.Keyword(t, false)));
    s.literal("matches").ifPresent(t -> conditions.add(new BodyCondition.Expression(t, true)));
    s.literal("not_matches").ifPresent(t -> conditions.add(new BodyCondition.Expression(t, false)));
    return conditions;
  }

  private static CheckConfig tcp(Section s, CheckBasics basics) {
    HostPort address = address(s, 0);
    Optional<TlsConfig> fromTheStart = s.section("tls", HttpClientReader::tls);
    Optional<TlsConfig> later = s.section("tls_config", HttpClientReader::tls);
    TcpCheck check =
        new TcpCheck(
            basics,
            address.host(),
            address.port(),
            fromTheStart.isPresent(),
            fromTheStart.or(() -> later).orElseGet(TlsConfig::defaults),
            s.sections("dialogue", NetworkCheckReader::step),
            TcpCheck.CRLF,
            s.duration("slow_after").orElse(null),
            s.duration("certificate_expires_within").orElse(null));
    return routed(s, check, address.host());
  }

  private static TcpCheck.Step step(Section s) {
    return new TcpCheck.Step(
        s.literal("expect", ""),
        s.literalMap("labels"),
        plainHex(s.text("expect_hex", "")),
        s.text("send", ""),
        plainHex(s.text("send_hex", "")),
        s.flag("starttls", false));
  }

  private static String plainHex(String text) {
    return text.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  private static CheckConfig tls(Section s, CheckBasics basics) {
    HostPort address = address(s, 443);
    TlsCheck check =
        new TlsCheck(
            basics,
            address.host(),
            address.port(),
            tlsConfig(s),
            s.literal("issuer", ""),
            s.texts("fingerprints"),
            s.duration("certificate_expires_within", TlsCheck.DEFAULT_EXPIRES_WITHIN),
            s.duration("slow_after").orElse(null));
    return routed(s, check, address.host());
  }

  private static TlsConfig tlsConfig(Section s) {
    return s.section("tls_config", HttpClientReader::tls).orElseGet(TlsConfig::defaults);
  }

  private static CheckConfig dns(Section s, CheckBasics basics) {
    DnsCheck.Transport transport = s.choice("transport", DnsCheck.Transport.UDP, TRANSPORTS);
    int port =
        transport == DnsCheck.Transport.TLS ? DnsCheck.DEFAULT_TLS_PORT : DnsCheck.DEFAULT_PORT;
    Optional<HostPort> server = s.parsed("server", text -> HostPort.parse(text, port));
    List<DnsAnswer.Code> codes =
        s.parsedList("expected_codes", text -> Section.chosen(text, DNS_CODES));
    DnsCheck check =
        new DnsCheck(
            basics,
            new DnsQuestion(
                s.required("name"),
                s.text("type", "A").toUpperCase(Locale.ROOT),
                s.text("class", "IN"),
                s.flag("recursion", true)),
            server.map(a -> new DnsCheck.Server(a.host(), a.port())).orElse(null),
            transport,
            tlsConfig(s),
            DnsCheck.Expected.of(
                codes.isEmpty() ? Set.of(DnsAnswer.Code.NOERROR) : Set.copyOf(codes),
                s.texts("answers"),
                s.sections("conditions", NetworkCheckReader::textCondition),
                s.duration("slow_after").orElse(null)));
    return routed(s, check, server.map(HostPort::host).orElse(""));
  }

  private static CheckConfig icmp(Section s, CheckBasics basics) {
    String host = s.required("host");
    IcmpCheck.Packet usual = IcmpCheck.Packet.USUAL;
    IcmpCheck check =
        new IcmpCheck(
            basics,
            host,
            s.count("packets", IcmpCheck.DEFAULT_PACKETS),
            s.number("max_loss", 0, 0, 1),
            new IcmpCheck.Packet(
                s.count("payload_size", usual.payloadBytes()),
                s.count("ttl", usual.ttl()),
                s.flag("dont_fragment", usual.dontFragment())),
            s.duration("slow_after").orElse(null));
    return routed(s, check, host);
  }

  private static CheckConfig grpc(Section s, CheckBasics basics) {
    HostPort address = address(s, 0);
    Optional<TlsConfig> tls = s.section("tls", HttpClientReader::tls);
    Map<String, List<SecretSource>> metadata = new LinkedHashMap<>();
    HttpClientReader.plainHeaders(s, "metadata")
        .forEach((name, value) -> metadata.put(name, List.of(value)));
    GrpcCheck check =
        new GrpcCheck(
            basics,
            address.host(),
            address.port(),
            tls.isPresent(),
            tls.orElseGet(TlsConfig::defaults),
            s.text("service", ""),
            metadata,
            s.duration("slow_after").orElse(null));
    return routed(s, check, address.host());
  }

  private static CheckConfig webSocket(Section s, CheckBasics basics) {
    URI url = required(s.parsed("url", URI::create), "url");
    WebSocketCheck check =
        new WebSocketCheck(
            basics,
            url,
            HttpClientReader.plainHeaders(s, "headers"),
            s.sections(
                "dialogue",
                step -> TcpCheck.Step.lines(step.literal("expect", ""), step.text("send", ""))),
            HttpClientReader.read(s),
            s.duration("slow_after").orElse(null));
    return routed(s, check, withoutBrackets(String.valueOf(url.getHost())));
  }

  private static CheckKind.Reader mail(MailCheck.Protocol protocol) {
    return (s, basics) -> {
      MailCheck.Security security = s.choice("security", MailCheck.Security.STARTTLS, SECURITIES);
      HostPort address = address(s, protocol.port(security));
      MailCheck check =
          new MailCheck(
              basics,
              protocol,
              address.host(),
              address.port(),
              security,
              tlsConfig(s),
              s.text("helo", MailCheck.DEFAULT_HELO),
              s.duration("certificate_expires_within").orElse(null),
              s.duration("slow_after").orElse(null));
      return routed(s, check, address.host());
    };
  }

  private static CheckConfig ssh(Section s, CheckBasics basics) {
    HostPort address = address(s, SshCheck.DEFAULT_PORT);
    @Nullable Duration slowAfter = s.duration("slow_after").orElse(null);
    SshCheck check =
        new SshCheck(basics, address.host(), address.port(), s.literal("banner", ""), slowAfter);
    return routed(s, check, address.host());
  }

  /** Host and port; without a port, the usual one, if there is one. */
  private static HostPort address(Section s, int usualPort) {
    return s.parsed(
            "address",
            text -> usualPort == 0 ? HostPort.parse(text) : HostPort.parse(text, usualPort))
        .orElse(HostPort.NONE);
  }

  /** A check with the keys that say which addresses it uses. */
  private static CheckConfig routed(Section s, CheckConfig check, String host) {
    AddressPolicy policy =
        new AddressPolicy(
            s.choice("ip_protocol", Family.ANY, FAMILIES),
            s.flag("ip_protocol_fallback", true),
            false,
            s.parsed("source_address", InetAddress::ofLiteral).orElse(null));
    boolean perAddress = s.flag("per_address", false);
    if (perAddress && host.isEmpty()) {
      throw new IllegalArgumentException("per_address needs the name of a host or server");
    }
    return RoutedCheck.of(check, policy, perAddress ? host : "");
  }
}
