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
      case "http" ->
          MetricHelp.metrics().stream()
              .filter(
                  name ->
                      name.startsWith("probe_http_")
                          || name.startsWith("probe_ssl_")
                          || name.startsWith("probe_tls_")
                          || name.equals("probe_failed_due_to_regex")
                          || name.equals("probe_failed_due_to_cel"))
              .toList();
      case "grpc" ->
          MetricHelp.metrics().stream()
              .filter(
                  name ->
                      name.startsWith("probe_grpc_")
                          || name.equals("probe_ssl_earliest_cert_expiry")
                          || name.equals("probe_ssl_last_chain_info")
                          || name.equals("probe_tls_version_info"))
              .toList();
      case "dns" ->
          MetricHelp.metrics().stream()
              .filter(name -> name.startsWith("probe_dns_") && !name.contains("lookup"))
              .toList();
      default ->
          MetricHelp.metrics().stream()
              .filter(name -> name.startsWith("probe_" + prober + "_"))
              .toList();
    };
  }
}
