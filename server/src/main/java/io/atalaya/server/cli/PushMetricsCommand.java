package io.atalaya.server.cli;

import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.remote.RemoteWriteConfig.Message;
import io.atalaya.collect.scrape.ExpositionException;
import io.atalaya.collect.scrape.MetricFamilyText;
import io.atalaya.collect.scrape.MetricFamilyText.Family;
import io.atalaya.collect.scrape.MetricFamilyText.Point;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code push metrics}: sends the metrics of a text to a server by remote write, to try it out. */
final class PushMetricsCommand implements Command {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final String DEFAULT_LABEL = "job=promtool";
  private static final String DEFAULT_PATH = "/api/v1/write";

  private final Surroundings surroundings;

  /** Where metrics go, and how. */
  private record Destination(ServerClient client, URI url, Message message, Duration timeout) {}

  /** Messages by the name of their type. */
  private static final Map<String, Message> MESSAGES =
      Map.of("prometheus.WriteRequest", Message.V1, "io.prometheus.write.v2.Request", Message.V2);

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
    spec.addOption(ServerClient.headerOption());
    spec.addOption(ServerClient.configOption());
    spec.addOption(
        Options.value(
            "TYPE",
            "prometheus.WriteRequest or io.prometheus.write.v2.Request (the first).",
            "--protobuf_message"));
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
    Map<String, String> labels =
        Arguments.pairs("--label", given.isEmpty() ? List.of(DEFAULT_LABEL) : given);
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
    URI url = ServerClient.url(server);
    String path = arguments.text("--remote-write.path").orElse(DEFAULT_PATH);
    boolean hasPath = url.getPath() != null && url.getPath().length() > 1;
    Duration timeout =
        arguments
            .parsed("--timeout", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_TIMEOUT);
    return new Destination(
        ServerClient.of(arguments),
        hasPath ? url : url.resolve(path),
        arguments.parsed("--protobuf_message", PushMetricsCommand::message).orElse(Message.V1),
        timeout);
  }

  private static Message message(String name) {
    Message message = MESSAGES.get(name);
    if (message == null) {
      throw new IllegalArgumentException(
          "invalid protobuf message \""
              + name
              + "\", must be prometheus.WriteRequest or io.prometheus.write.v2.Request");
    }
    return message;
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
      List<PushedSample> samples = samples(text, labels);
      send(to, PushedSample.message(samples, to.message()));
    } catch (ExpositionException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private List<PushedSample> samples(byte[] text, Map<String, String> labels)
      throws ExpositionException {
    long now = surroundings.scheduler().millis();
    List<PushedSample> samples = new ArrayList<>();
    for (Family family : MetricFamilyText.read(text)) {
      for (Point point : family.points()) {
        Long time = point.timeMillis();
        samples.add(
            new PushedSample(
                withLabels(point.labels(), labels), point.value(), time == null ? now : time));
      }
    }
    return samples;
  }

  private static Labels withLabels(Labels labels, Map<String, String> more) {
    Labels.Builder builder = labels.toBuilder();
    more.forEach(builder::set);
    return builder.build();
  }

  private static void send(Destination to, byte[] body) {
    List<Header> headers =
        switch (to.message()) {
          case V1 -> headers("application/x-protobuf", "0.1.0");
          case V2 ->
              headers("application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");
        };
    ServerClient.Reply reply = to.client().post(to.url(), headers, body, to.timeout());
    if (reply.status() / 100 != 2) {
      throw new CliException(
          ExitCode.FAILED, to.url() + " answers " + reply.status() + ": " + reply.text());
    }
  }

  private static List<Header> headers(String type, String version) {
    return List.of(
        new Header("Content-Encoding", "snappy"),
        new Header("Content-Type", type),
        new Header("X-Prometheus-Remote-Write-Version", version));
  }
}
