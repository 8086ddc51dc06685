package io.atalaya.server.cli;

import io.atalaya.collect.scrape.ExpositionException;
import io.atalaya.collect.scrape.MetricFamilyText;
import io.atalaya.collect.scrape.MetricFamilyText.Family;
import io.atalaya.collect.scrape.MetricFamilyText.Point;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code push metrics}: sends the metrics of a text to a server by remote write 1.0, to try it out.
 */
final class PushMetricsCommand implements Command {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final String DEFAULT_LABEL = "job=promtool";
  private static final String DEFAULT_PATH = "/api/v1/write";

  private final Surroundings surroundings;

  /** Where metrics go, and how. */
  private record Destination(URI url, Map<String, String> headers, Duration timeout) {}

  PushMetricsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("metrics", "Send metrics to a server by remote write, to try it out.");
    spec.addPositional(
        Options.files("URL [FILE...]", "1..*", "The server; texts (standard input)."));
    spec.addOption(Options.values("NAME=VALUE", "Label of all metrics (job=promtool).", "--label"));
    spec.addOption(Options.values("NAME=VALUE", "Header of the request.", "--header"));
    spec.addOption(Options.value("TIME", "How long it may take (30s).", "--timeout"));
    spec.addOption(
        Options.value("PATH", "Where the server takes it (/api/v1/write).", "--remote-write.path"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.words();
    Destination to = destination(arguments, words.getFirst());
    List<String> given = arguments.texts("--label");
    Map<String, String> labels = pairs("--label", given.isEmpty() ? List.of(DEFAULT_LABEL) : given);
    List<String> files = words.subList(1, words.size());
    if (files.isEmpty()) {
      surroundings.out().println("Parsing standard input");
      push(to, StandardInput.read(surroundings), labels);
      surroundings.out().println("  SUCCESS: metrics pushed to remote write.");
    }
    for (String file : files) {
      surroundings.out().println("Parsing metrics file " + file);
      push(to, read(Path.of(file)), labels);
      surroundings.out().println("  SUCCESS: metrics file " + file + " pushed to remote write.");
    }
    return ExitCode.OK.code();
  }

  private static Destination destination(Arguments arguments, String server) {
    String base = server.contains("://") ? server : "http://" + server;
    URI url = Arguments.parse("URL", base, URI::create);
    String path = arguments.text("--remote-write.path").orElse(DEFAULT_PATH);
    boolean hasPath = url.getPath() != null && url.getPath().length() > 1;
    Duration timeout =
        arguments
            .parsed("--timeout", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_TIMEOUT);
    return new Destination(
        hasPath ? url : url.resolve(path), pairs("--header", arguments.texts("--header")), timeout);
  }

  private static Map<String, String> pairs(String option, List<String> texts) {
    Map<String, String> pairs = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CliException(
            ExitCode.USAGE, option + ": expected NAME=VALUE, found \"" + text + "\"");
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "cannot read " + file, e);
    }
  }

  private void push(Destination to, byte[] text, Map<String, String> labels) {
    try {
      send(to, message(text, labels));
    } catch (ExpositionException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /** A {@code prometheus.WriteRequest}, compressed. */
  private byte[] message(byte[] text, Map<String, String> labels) throws ExpositionException {
    long now = surroundings.scheduler().millis();
    ProtoWriter out = new ProtoWriter();
    for (Family family : MetricFamilyText.read(text)) {
      for (Point point : family.points()) {
        Long time = point.timeMillis();
        put(out, withLabels(point.labels(), labels), point.value(), time == null ? now : time);
      }
    }
    return Snappy.encode(out.array(), 0, out.size());
  }

  private static Labels withLabels(Labels labels, Map<String, String> more) {
    Labels.Builder builder = labels.toBuilder();
    more.forEach(builder::set);
    return builder.build();
  }

  private static void put(ProtoWriter out, Labels labels, double value, long atMillis) {
    int series = out.open(1);
    for (int i = 0; i < labels.size(); i++) {
      int label = out.open(1);
      out.text(1, labels.name(i));
      out.text(2, labels.value(i));
      out.close(label);
    }
    int sample = out.open(2);
    out.float64(1, value);
    out.int64(2, atMillis);
    out.close(sample);
    out.close(series);
  }

  private static void send(Destination to, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to.url())
            .timeout(to.timeout())
            .header("Content-Encoding", "snappy")
            .header("Content-Type", "application/x-protobuf")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    to.headers().forEach(request::setHeader);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(to.timeout()).build()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new CliException(
            ExitCode.FAILED,
            to.url() + " answers " + answer.statusCode() + ": " + answer.body().strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted", e);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "no server answers at " + to.url(), e);
    }
  }
}
