package io.atalaya.server;

import io.atalaya.server.config.HostPort;

/** A configuration as people write them, about the server itself, for {@link WarmUp}. */
final class WarmUpFile {
  private WarmUpFile() {}

  /**
   * Its text.
   *
   * @param address where the server will listen
   * @param target the port of something to scrape, far more often than any target ever is
   * @param checks how many checks of sites there are besides the others
   */
  static String text(HostPort address, int target, int checks) {
    StringBuilder text =
        new StringBuilder(
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s, external_labels: {region: here}}
            scrape_configs:
              - job_name: self
                static_configs: [{targets: ["%1$s"], labels: {team: ops}}]
                metric_relabel_configs: [{source_labels: [__name__], regex: "go_.*", action: drop}]
              - job_name: load
                scrape_interval: 250ms
                static_configs: [{targets: ["127.0.0.1:%2$d", "localhost:%2$d"]}]
            host: {interval: 1s}
            default_rules: [host, checks]
            groups:
              - name: own
                rules:
                  - {record: "job:up:sum", expr: "sum by (job) (up)"}
                  - alert: Gone
                    expr: up == 0
                    for: 5m
                    labels: {severity: warning}
                    annotations: {summary: "{{ $labels.instance }} is gone"}
            route: {receiver: nobody, group_by: [alertname], routes: [{matchers: ['team="ops"']}]}
            receivers: [{name: nobody}]
            checks:
              - {name: port, interval: 1s, tcp: "%1$s"}
              - {name: space, interval: 1s, disk: {path: /, min_free: 1MB}}
              - name: health
                interval: 1s
                labels: {team: ops}
                http:
                  url: http://%1$s/-/healthy
                  expected_status: [200]
                  conditions: [{contains: healthy}]
                  slow_after: 5s
            """
                .formatted(address, target));
    for (int i = 0; i < checks; i++) {
      text.append("  - name: site ").append(i).append("\n    interval: 1s\n    http: ");
      text.append("http://").append(address).append("/-/ready?").append(i).append('\n');
    }
    return text.toString();
  }
}
