package io.atalaya.server.api.blackbox;

import io.atalaya.collect.check.MetricHelp;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which metrics blackbox_exporter's probers have; checks measure more. */
final class ProbeMetrics {
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

  private static final List<String> HTTP =
      List.of(
          "probe_failed_due_to_regex",
          "probe_failed_due_to_cel",
          "probe_http_content_length",
          "probe_http_duration_seconds",
          "probe_http_last_modified_timestamp_seconds",
          "probe_http_redirects",
          "probe_http_ssl",
          "probe_http_status_code",
          "probe_http_uncompressed_body_length",
          "probe_http_version",
          "probe_ssl_earliest_cert_expiry",
          "probe_ssl_last_chain_expiry_timestamp_seconds",
          "probe_ssl_last_chain_info",
          "probe_tls_cipher_info",
          "probe_tls_version_info");

  private static final List<String> GRPC =
      List.of(
          "probe_grpc_duration_seconds",
          "probe_grpc_healthcheck_response",
          "probe_grpc_ssl",
          "probe_grpc_status_code",
          "probe_ssl_earliest_cert_expiry",
          "probe_ssl_last_chain_info",
          "probe_tls_version_info");

  private static final List<String> DNS =
      List.of(
          "probe_dns_additional_rrs",
          "probe_dns_answer_rrs",
          "probe_dns_authority_rrs",
          "probe_dns_duration_seconds",
          "probe_dns_query_succeeded",
          "probe_dns_serial");

  private static final List<String> ICMP =
      List.of("probe_icmp_duration_seconds", "probe_icmp_reply_hop_limit");

  private static final List<String> WEBSOCKET =
      List.of(
          "probe_websocket_connection_upgraded",
          "probe_websocket_duration_seconds",
          "probe_websocket_failed_due_to_regex",
          "probe_websocket_status_code");

  private ProbeMetrics() {}

  /** Metrics of a prober with their meaning. */
  static Map<String, String> of(String prober) {
    List<String> address = prober.equals("unix") ? List.of() : ADDRESS;
    return Stream.of(COMMON, address, own(prober))
        .flatMap(List::stream)
        .collect(Collectors.toMap(name -> name, MetricHelp::of));
  }

  private static List<String> own(String prober) {
    return switch (prober) {
      case "tcp", "unix" -> TALK;
      case "http" -> HTTP;
      case "grpc" -> GRPC;
      case "dns" -> DNS;
      case "icmp" -> ICMP;
      case "websocket" -> WEBSOCKET;
      default -> List.of();
    };
  }
}
