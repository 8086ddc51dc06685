package io.atalaya.collect.check;

import java.util.Map;

/** What the metrics of checks mean, in words; all of them are gauges. */
public final class MetricHelp {
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
              "probe_websocket_failed_due_to_regex", "1 if an expression made the probe fail"),
          Map.entry("check_state", "1 for the state the check is in, 0 for the others"),
          Map.entry("check_down", "1 from when the target is down until it is known not to be"),
          Map.entry(
              "probe_failure_info", "1 for the reason why the last attempt failed or is degraded"),
          Map.entry("probe_addresses", "Addresses that were asked"),
          Map.entry("probe_address_success", "1 if this address answered as it should, else 0"),
          Map.entry("probe_address_duration_seconds", "Time this address took"),
          Map.entry("probe_tcp_duration_seconds", "Time of each phase of the connection"),
          Map.entry("probe_tls_duration_seconds", "Time of each phase up to the handshake"),
          Map.entry(
              "probe_tls_certificate_trusted", "1 if the certificate leads to a trusted root"),
          Map.entry("probe_icmp_rtt_seconds", "Least and greatest time of a reply"),
          Map.entry("probe_icmp_packets_sent", "Packets that were sent"),
          Map.entry("probe_icmp_packets_received", "Replies that came in time"),
          Map.entry("probe_icmp_packet_loss_ratio", "Share of the packets without a reply"),
          Map.entry("probe_mail_duration_seconds", "Time of each phase of the conversation"),
          Map.entry("probe_ssh_duration_seconds", "Time of each phase of the conversation"),
          Map.entry("probe_ssh_info", "What the server says it is"),
          Map.entry("probe_ssh_algorithm_info", "1 for each algorithm the server offers"),
          Map.entry("probe_database_duration_seconds", "Time of each phase of the question"),
          Map.entry("probe_database_info", "Version the server says it has"),
          Map.entry("probe_database_rows", "Rows of the answer"),
          Map.entry("probe_database_value", "First column of the first row, if it is a number"),
          Map.entry("probe_disk_size_bytes", "Size of the filesystem"),
          Map.entry("probe_disk_free_bytes", "What is free on the filesystem"),
          Map.entry("probe_file_count", "Files that match"),
          Map.entry("probe_file_size_bytes", "Size of the files together"),
          Map.entry("probe_file_newest_age_seconds", "Time since the newest file was written"),
          Map.entry("probe_file_oldest_age_seconds", "Time since the oldest file was written"),
          Map.entry("probe_process_count", "Processes that match"),
          Map.entry("heartbeat_ping_timestamp_seconds", "When the job called last"),
          Map.entry("heartbeat_deadline_timestamp_seconds", "When the next call must have come"),
          Map.entry("heartbeat_exit_code", "Exit code the job told last"),
          Map.entry("heartbeat_running", "1 while the job says it runs"),
          Map.entry("heartbeat_run_seconds", "Time the last run took"),
          Map.entry("queue_jobs", "Jobs in each state"),
          Map.entry(
              "queue_oldest_job_age_seconds",
              "Time since the oldest waiting job was put in; 0 if none waits"),
          Map.entry(
              "queue_job_duration_seconds", "Average time of the last jobs that were completed"),
          Map.entry(
              "queue_success_ratio", "Share of the jobs that were completed, of those that ended"),
          Map.entry("queue_consumers", "Who takes jobs out"));

  private MetricHelp() {}

  /** What a metric means; empty for one that is not known. */
  public static String of(String metric) {
    return HELP.getOrDefault(metric, "");
  }
}
