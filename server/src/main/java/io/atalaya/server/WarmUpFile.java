package io.atalaya.server;

/**
 * A configuration as people write them, about a target that is scraped and checked far more often
 * than any other ever is, for {@link WarmUp}.
 */
final class WarmUpFile {
  private WarmUpFile() {}

  /**
   * Its text.
   *
   * @param port where the target listens
   * @param checks how many checks of sites there are besides the others
   */
  static String text(int port, int checks) {
    StringBuilder text =
        new StringBuilder(
            """
            global:
              scrape_interval: 250ms
              evaluation_interval: 15s
              external_labels: {region: here}
            scrape_configs:
              - job_name: warm-up
                static_configs:
                  - {targets: ["127.0.0.1:%1$d", "localhost:%1$d"], labels: {team: ops}}
                metric_relabel_configs: [{source_labels: [__name__], regex: "go_.*", action: drop}]
            host: {interval: 5s}
            default_rules: [atalaya, host, checks]
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
              - {name: port, interval: 1s, tcp: "127.0.0.1:%1$d"}
              - {name: space, interval: 1s, disk: {path: /, min_free: 1MB}}
              - name: health
                interval: 1s
                labels: {team: ops}
                http:
                  url: http://127.0.0.1:%1$d/metrics
                  expected_status: [200]
                  conditions: [{contains: HELP}]
                  slow_after: 5s
            """
                .formatted(port));
    for (int i = 0; i < checks; i++) {
      text.append("  - name: site ").append(i).append("\n    interval: 1s\n    http: ");
      text.append("http://127.0.0.1:").append(port).append("/metrics?").append(i).append('\n');
    }
    return text.toString();
  }
}
