package io.atalaya.server.api.blackbox;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which metrics blackbox_exporter's probers have, and what they mean; checks measure more. */
final class ProbeMetrics {
  private static final Map<String, String> HELP =
      Map.ofEntries(
          Map.entry("probe_success", "1 if the target answered as the module expects, else 0"),
          Map.entry("probe_duration_seconds", "Time the probe took"),
          Map.entry("probe_timeout_seconds", "Time the probe was allowed to take"),
          Map.entry("probe_dns_lookup_time_seconds", "Time the look-up of the target's name took"),
          Map.entry("probe_ip_protocol", "4 or 6, the version of the Internet Protocol"),
          Map.entry("probe_ip_addr_hash", "Hash of the address; changes if it does"),
          Map.entry("probe_ssl_earliest_cert_expiry", "When the first certificate sent ends"),
          Map.entry(
              "probe_ssl_last_chain_expiry_timestamp_seconds",
              "When the best chain to a trusted root ends"),
          Map.entry("probe_ssl_last_chain_info", "What the server's certificate says"),
          Map.entry("probe_tls_version_info", "Version of TLS"),
          Map.entry("probe_tls_cipher_info", "Cipher suite of TLS"),
          Map.entry("probe_http_duration_seconds", "Time of each phase, redirects added up"),
          Map.entry("probe_http_content_length", "Length of the answer as its headers say"),
          Map.entry("probe_http_uncompressed_body_length", "Length of the answer's body, unpacked"),
          Map.entry("probe_http_redirects", "How many redirects there were"),
          Map.entry("probe_http_ssl", "1 if the last answer came over TLS"),
          Map.entry("probe_http_status_code", "Status of the last answer"),
          Map.entry("probe_http_version", "Version of HTTP of the last answer"),
          Map.entry("probe_http_last_modified_timestamp_seconds", "The header Last-Modified"),
          Map.entry("probe_failed_due_to_regex", "1 if an expression made the probe fail"),
          Map.entry("probe_failed_due_to_cel", "1 if an expression of CEL made the probe fail"),
          Map.entry("probe_failed_due_to_bytes", "1 if expected bytes made the probe fail"),
          Map.entry("probe_expect_info", "What an expected line held"),
          Map.entry("probe_icmp_duration_seconds", "Time of each phase of the ping"),
          Map.entry("probe_icmp_reply_hop_limit", "Hop limit or TTL of the reply"),
          Map.entry("probe_dns_duration_seconds", "Time of each phase of the question"),
          Map.entry("probe_dns_answer_rrs", "Records in the answer section"),
          Map.entry("probe_dns_authority_rrs", "Records in the authority section"),
          Map.entry("probe_dns_additional_rrs", "Records in the additional section"),
          Map.entry("probe_dns_query_succeeded", "1 if the server answered at all"),
          Map.entry("probe_dns_serial", "Serial number of the zone"),
          Map.entry("probe_grpc_duration_seconds", "Time of each phase of the call"),
          Map.entry("probe_grpc_ssl", "1 if the call was made over TLS"),
          Map.entry("probe_grpc_status_code", "Status of the call"),
          Map.entry("probe_grpc_healthcheck_response", "1 for the state the server says it is in"),
          Map.entry("probe_websocket_duration_seconds", "Time of each phase"),
          Map.entry("probe_websocket_status_code", "Status of the answer to the upgrade"),
          Map.entry("probe_websocket_connection_upgraded", "1 if the WebSocket was opened"),
          Map.entry(
              "probe_websocket_failed_due_to_regex", "1 if an expression made the probe fail"));

  private static final List<String> COMMON =
      List.of("probe_success", "probe_duration_seconds", "probe_timeout_seconds");

  private static final List<String> ADDRESS =
      List.of("probe_dns_lookup_time_seconds", "probe_ip_protocol", "probe_ip_addr_hash");

  private static final List<String> TALK =
      List.of(
          "probe_failed_due_to_regex",
          "probe_failed_due_to_bytes",
          "probe_expect_info",
          "probe_ssl_earliest_cert_expiry",
          "probe_ssl_last_chain_expiry_timestamp_seconds",
          "probe_ssl_last_chain_info",
          "probe_tls_version_info");

  private ProbeMetrics() {}

  /** Metrics of a prober with their meaning. */
  static Map<String, String> of(String prober) {
    List<String> address = prober.equals("unix") ? List.of() : ADDRESS;
    return Stream.of(COMMON, address, own(prober))
        .flatMap(List::stream)
        .collect(Collectors.toMap(name -> name, name -> HELP.getOrDefault(name, "")));
  }

  private static List<String> own(String prober) {
    return switch (prober) {
      case "tcp", "unix" -> TALK;
      case "http" ->
          HELP.keySet().stream()
              .filter(
                  name ->
                      name.startsWith("probe_http_")
                          || name.startsWith("probe_ssl_")
                          || name.startsWith("probe_tls_")
                          || name.equals("probe_failed_due_to_regex")
                          || name.equals("probe_failed_due_to_cel"))
              .toList();
      case "grpc" ->
          HELP.keySet().stream()
              .filter(
                  name ->
                      name.startsWith("probe_grpc_")
                          || name.equals("probe_ssl_earliest_cert_expiry")
                          || name.equals("probe_ssl_last_chain_info")
                          || name.equals("probe_tls_version_info"))
              .toList();
      case "dns" ->
          HELP.keySet().stream()
              .filter(name -> name.startsWith("probe_dns_") && !name.contains("lookup"))
              .toList();
      default ->
          HELP.keySet().stream().filter(name -> name.startsWith("probe_" + prober + "_")).toList();
    };
  }
}
