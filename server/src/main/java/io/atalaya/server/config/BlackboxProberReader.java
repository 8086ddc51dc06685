package io.atalaya.server.config;

import io.atalaya.collect.check.DnsCheck;
import io.atalaya.collect.check.DnsCheck.Transport;
import io.atalaya.collect.check.DnsRecordRules;
import io.atalaya.collect.check.net.GrpcCheck;
import io.atalaya.collect.check.net.IcmpCheck;
import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.DnsQuestion;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sections {@code icmp}, {@code grpc} and {@code dns} of a module. */
final class BlackboxProberReader {
  private static final int USUAL_PAYLOAD_BYTES = 28;
  private static final int MAX_TTL = 255;

  private BlackboxProberReader() {}

  static BlackboxModule.Checks icmp(Section s) {
    AddressPolicy addresses = BlackboxAddress.read(s, true);
    int payload = s.integer("payload_size", 0, 0, 65_000);
    int ttl = s.integer("ttl", IcmpCheck.Packet.USUAL.ttl(), 0, MAX_TTL);
    IcmpCheck.Packet packet =
        new IcmpCheck.Packet(
            payload == 0 ? USUAL_PAYLOAD_BYTES : payload,
            ttl == 0 ? IcmpCheck.Packet.USUAL.ttl() : ttl,
            s.flag("dont_fragment", false));
    return (basics, target, hostname) ->
        BlackboxAddress.routed(new IcmpCheck(basics, target, 1, 0, packet, null), addresses);
  }

  static BlackboxModule.Checks grpc(Section s) {
    AddressPolicy addresses = BlackboxAddress.read(s, false);
    String service = s.text("service", "");
    boolean secure = s.flag("tls", false);
    TlsConfig tls = BlackboxStreamReader.tls(s, "tls_config");
    Map<String, List<SecretSource>> metadata = new LinkedHashMap<>();
    s.secretLists("metadata")
        .forEach(
            (name, values) ->
                metadata.put(
                    name, values.stream().<SecretSource>map(SecretSource.Inline::new).toList()));
    return (basics, target, hostname) -> {
      String plain = target.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
      HostPort address = HostPort.parse(plain, secure ? 443 : 80);
      GrpcCheck check =
          new GrpcCheck(
              basics, address.host(), address.port(), secure, tls, service, metadata, null);
      return BlackboxAddress.routed(check, addresses);
    };
  }

  static BlackboxModule.Checks dns(Section s) {
    AddressPolicy addresses = BlackboxAddress.read(s, true);
    boolean overTls = s.flag("dns_over_tls", false);
    TlsConfig tls = BlackboxStreamReader.tls(s, "tls_config");
    String transport = s.text("transport_protocol", "");
    DnsQuestion question =
        new DnsQuestion(
            s.required("query_name"),
            s.text("query_type", "ANY"),
            s.text("query_class", "IN"),
            s.flag("recursion_desired", true));
    List<String> codes = s.texts("valid_rcodes");
    DnsRecordRules answer = rules(s, "validate_answer_rrs");
    DnsRecordRules authority = rules(s, "validate_authority_rrs");
    DnsRecordRules additional = rules(s, "validate_additional_rrs");
    return (basics, target, hostname) -> {
      HostPort server =
          HostPort.parse(target, overTls ? DnsCheck.DEFAULT_TLS_PORT : DnsCheck.DEFAULT_PORT);
      DnsCheck check =
          new DnsCheck(
              basics,
              question,
              new DnsCheck.Server(server.host(), server.port()),
              transport(transport, overTls),
              tls,
              new DnsCheck.Expected(
                  codes(codes), List.of(), List.of(), answer, authority, additional, null));
      return BlackboxAddress.routed(check, addresses);
    };
  }

  private static Transport transport(String word, boolean overTls) {
    boolean tcp = word.equals("tcp");
    if (!tcp && !word.isEmpty() && !word.equals("udp")) {
      throw new IllegalArgumentException("expected transport protocol udp or tcp, got " + word);
    }
    if (overTls && !tcp) {
      throw new IllegalArgumentException("DNS over TLS needs transport_protocol: tcp");
    }
    return overTls ? Transport.TLS : tcp ? Transport.TCP : Transport.UDP_ONLY;
  }

  private static Set<DnsAnswer.Code> codes(List<String> words) {
    Set<DnsAnswer.Code> codes = new HashSet<>();
    for (String word : words) {
      codes.add(DnsAnswer.Code.valueOf(word));
    }
    return codes.isEmpty() ? Set.of(DnsAnswer.Code.NOERROR) : codes;
  }

  private static DnsRecordRules rules(Section s, String key) {
    return s.section(
            key,
            r ->
                new DnsRecordRules(
                    r.literals("fail_if_matches_regexp"),
                    r.literals("fail_if_all_match_regexp"),
                    r.literals("fail_if_not_matches_regexp"),
                    r.literals("fail_if_none_matches_regexp")))
        .orElse(DnsRecordRules.NONE);
  }
}
