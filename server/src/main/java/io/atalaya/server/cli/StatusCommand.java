package io.atalaya.server.cli;

import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import io.atalaya.server.config.yaml.YamlText;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code status}: asks a running server over its HTTP API, which is Prometheus', how it is, what it
 * scrapes and what fires.
 */
final class StatusCommand implements Command {
  private static final String DEFAULT_URL = "http://127.0.0.1:9090";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Longest answer that is read. */
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final Surroundings surroundings;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("status", "Ask a running server how it is.");
    spec.addOption(Options.value("URL", "Where it is (" + DEFAULT_URL + ").", "--url"));
    spec.addOption(Options.flag("Answer in JSON, one object.", "-j", "--json"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String base = arguments.text("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      Server server = new Server(client, base);
      Status status = server.status();
      surroundings.out().print(arguments.flag("-j") ? status.json() + "\n" : status.table());
      return status.exitCode().code();
    }
  }

  /**
   * How a server is.
   *
   * @param url where
   * @param version of Atalaya, or of the Prometheus that answers
   * @param targets how many targets by health
   * @param firing names of the alerts that fire, with how many of each
   * @param pending how many alerts are pending
   */
  private record Status(
      String url,
      String version,
      Map<String, Integer> targets,
      Map<String, Integer> firing,
      int pending) {
    ExitCode exitCode() {
      return firing.isEmpty() ? ExitCode.OK : ExitCode.DEGRADED;
    }

    String table() {
      return """
      server   %s, %s
      targets  %s
      alerts   %s; %d pending
      """
          .formatted(
              url, version, counts(targets, "none"), counts(firing, "nothing fires"), pending);
    }

    private static String counts(Map<String, Integer> counts, String none) {
      return counts.isEmpty()
          ? none
          : String.join(
              ", ", counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
    }

    String json() {
      return JsonText.of(this::write);
    }

    private void write(JsonOut out) throws IOException {
      out.object().field("url", url).field("version", version);
      write(out.name("targets"), targets);
      write(out.name("firing"), firing);
      out.field("pending", pending).end();
    }

    private static void write(JsonOut out, Map<String, Integer> counts) throws IOException {
      out.object();
      for (Map.Entry<String, Integer> count : counts.entrySet()) {
        out.field(count.getKey(), count.getValue());
      }
      out.end();
    }
  }

  /** The server that is asked. */
  private record Server(HttpClient client, String base) {
    Status status() {
      YamlMap build = data("/api/v1/status/buildinfo");
      Map<String, Integer> targets = new TreeMap<>();
      for (YamlNode target : list(data("/api/v1/targets?state=active"), "activeTargets")) {
        targets.merge(text(target, "health"), 1, Integer::sum);
      }
      Map<String, Integer> firing = new TreeMap<>();
      int pending = 0;
      for (YamlNode alert : list(data("/api/v1/alerts"), "alerts")) {
        if (text(alert, "state").equals("firing")) {
          YamlNode labels = alert instanceof YamlMap map ? map.get("labels") : null;
          firing.merge(labels == null ? "" : text(labels, "alertname"), 1, Integer::sum);
        } else {
          pending++;
        }
      }
      String own = text(build, "atalayaVersion");
      String version = own.isEmpty() ? text(build, "version") : own;
      return new Status(base, version, targets, firing, pending);
    }

    /** The {@code data} of an answer. */
    private YamlMap data(String path) {
      String body = get(path);
      List<YamlNode> documents = YamlText.read(base + path, body, new Problems()).orElse(List.of());
      if (documents.size() == 1
          && documents.getFirst() instanceof YamlMap map
          && map.get("data") instanceof YamlMap data) {
        return data;
      }
      throw new CliException(
          ExitCode.UNAVAILABLE, base + path + " does not answer as Atalaya or Prometheus does");
    }

    private String get(String path) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
        HttpResponse<InputStream> answer =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
          if (answer.statusCode() != 200) {
            throw new CliException(
                ExitCode.UNAVAILABLE, base + path + " answers " + answer.statusCode());
          }
          return new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        }
      } catch (IllegalArgumentException e) {
        throw new CliException(ExitCode.USAGE, base + " is no URL", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(ExitCode.UNAVAILABLE, "interrupted", e);
      } catch (IOException e) {
        throw new CliException(
            ExitCode.UNAVAILABLE, "no server at " + base + "; start one, or name it with --url", e);
      }
    }

    private static List<YamlNode> list(YamlMap map, String key) {
      return map.get(key) instanceof YamlList list ? list.items() : List.of();
    }

    private static String text(YamlNode node, String key) {
      return node instanceof YamlMap map && map.get(key) instanceof YamlScalar scalar
          ? scalar.text()
          : "";
    }
  }
}
