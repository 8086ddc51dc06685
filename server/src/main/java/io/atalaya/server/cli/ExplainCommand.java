package io.atalaya.server.cli;

import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code explain}: asks a running server why an alert fires, and who was told of it. */
final class ExplainCommand implements Command {
  private static final String DEFAULT_URL = "http://127.0.0.1:9090";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final Surroundings surroundings;

  ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            "explain", "Say why an alert fires or does not, and who was told of it or was not.");
    spec.addPositional(
        Options.files("ALERT", "1", "Such as 'HighCPUUsage{instance=\"x\"}', or a fingerprint."));
    spec.addOption(Options.value("URL", "Where the server is (" + DEFAULT_URL + ").", "--url"));
    spec.addOption(Options.flag("Answer in JSON, with all decisions.", "-j", "--json"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String base = arguments.text("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    if (arguments.words().isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          "which alert? give its name, a name with labels such as 'ShopDown{instance=\"web1\"}', or"
              + " a fingerprint");
    }
    String alert = arguments.words().getFirst();
    String path =
        alert.matches("[0-9a-f]{16}")
            ? "/api/v1/explain/alerts/" + alert
            : "/api/v1/explain/alerts?alert=" + URLEncoder.encode(alert, StandardCharsets.UTF_8);
    byte[] answer = get(base, path);
    if (arguments.flag("-j")) {
      surroundings.out().println(new String(answer, StandardCharsets.UTF_8));
    } else {
      print(answer, base);
    }
    return ExitCode.OK.code();
  }

  private void print(byte[] answer, String base) {
    JsonValue read;
    try {
      read = JsonValue.parseStrictly(answer);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.UNAVAILABLE, base + " does not answer as Atalaya does", e);
    }
    for (JsonValue alert : read.items("data", "alerts")) {
      surroundings
          .out()
          .printf("%s  %s  %s%n", alert.text("state"), alert.text("fingerprint"), labels(alert));
      alert.items("sentences").forEach(s -> surroundings.out().println("  " + s.text()));
    }
    read.items("data", "rules").forEach(sentence -> surroundings.out().println(sentence.text()));
  }

  private static String labels(JsonValue alert) {
    List<String> pairs = new ArrayList<>();
    alert.texts("labels").forEach((name, value) -> pairs.add(name + "=" + value));
    return String.join(" ", pairs);
  }

  private static byte[] get(String base, String path) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
        if (answer.statusCode() == 200) {
          return bytes;
        }
        String why = new String(bytes, StandardCharsets.UTF_8).strip();
        throw new CliException(
            answer.statusCode() == 400 ? ExitCode.USAGE : ExitCode.UNAVAILABLE, why);
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
}
