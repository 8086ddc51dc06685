package io.atalaya.server.api.prometheus;

import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
    routes.get("/api/v1/features", Answer.of(this::features));
    routes.get("/version", (request, response) -> sendVersion(response));
  }

  /**
   * The version that clients look at is that of the Prometheus API we speak, so that Grafana uses
   * what this version offers; our own is beside it.
   */
  private void writeVersion(JsonOut out) throws IOException {
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

  private Answer.Data buildInfo(HttpRequest request) {
    return this::writeVersion;
  }

  /** The same outside of the API and without its envelope. */
  private void sendVersion(HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      writeVersion(out);
    }
  }

  private Answer.Data features(HttpRequest request) {
    Map<String, Map<String, Boolean>> features = facts.features().get();
    return out -> {
      out.object();
      for (Map.Entry<String, Map<String, Boolean>> category : features.entrySet()) {
        out.name(category.getKey()).object();
        for (Map.Entry<String, Boolean> feature : category.getValue().entrySet()) {
          out.field(feature.getKey(), feature.getValue());
        }
        out.end();
      }
      out.end();
    };
  }

  /** Go's names; the figures are the JVM's: platform threads, processors, the largest heap. */
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
            .field("corruptionCount", facts.corruptions().getAsLong())
            .field("goroutineCount", ManagementFactory.getThreadMXBean().getThreadCount())
            .field("GOMAXPROCS", Runtime.getRuntime().availableProcessors())
            .field("GOMEMLIMIT", Runtime.getRuntime().maxMemory())
            .field("GOGC", "")
            .field("GODEBUG", "")
            .field("storageRetention", facts.retention().get())
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
