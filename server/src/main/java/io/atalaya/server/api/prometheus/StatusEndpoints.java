package io.atalaya.server.api.prometheus;

import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import java.util.Map;

/** {@code /api/v1/status/*} as far as Grafana and people ask for it. */
final class StatusEndpoints {
  private final ServerFacts facts;

  StatusEndpoints(ServerFacts facts) {
    this.facts = facts;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/status/buildinfo", Answer.of(this::buildInfo));
    routes.get("/api/v1/status/runtimeinfo", Answer.of(this::runtimeInfo));
    routes.get("/api/v1/status/config", Answer.of(this::config));
    routes.get("/api/v1/status/flags", Answer.of(this::flags));
  }

  /**
   * The version that clients look at is that of the Prometheus API we speak, so that Grafana uses
   * what this version offers; our own is beside it.
   */
  private Answer.Data buildInfo(HttpRequest request) {
    return out ->
        out.object()
            .field("application", "Atalaya")
            .field("version", ServerFacts.PROMETHEUS_VERSION)
            .field("atalayaVersion", facts.version())
            .field("revision", "")
            .field("branch", "")
            .field("buildUser", "")
            .field("buildDate", "")
            .field("goVersion", "")
            .field("javaVersion", Runtime.version().toString())
            .end();
  }

  private Answer.Data runtimeInfo(HttpRequest request) {
    ServerFacts.Reload reload = facts.reload().get();
    return out ->
        out.object()
            .field("startTime", facts.startTime().toString())
            .field("CWD", facts.workingDirectory())
            .field("hostname", facts.hostName())
            .field("serverTime", facts.now().get().toString())
            .field("reloadConfigSuccess", reload.success())
            .field("lastConfigTime", reload.at().toString())
            .field("reloadConfigError", reload.error())
            .field("storageRetention", facts.retention())
            .field("GOMAXPROCS", Runtime.getRuntime().availableProcessors())
            .end();
  }

  private Answer.Data config(HttpRequest request) {
    String yaml = facts.configYaml().get();
    return out -> out.object().field("yaml", yaml).end();
  }

  private Answer.Data flags(HttpRequest request) {
    return out -> {
      out.object();
      for (Map.Entry<String, String> flag : facts.flags().entrySet()) {
        out.field(flag.getKey(), flag.getValue());
      }
      out.end();
    };
  }
}
