package io.atalaya.bench.query;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, known by its command line and its HTTP API. */
final class Peer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final String name;
  private final List<String> command;
  private final String readyPath;
  private final String more;
  private final Path directory;
  private final int port;
  private HttpClient client = client();
  private @Nullable Process process;

  /**
   * A server that does not run yet.
   *
   * @param command with {@code {data}}, {@code {config}} and {@code {port}} in it
   * @param more parameters that it is to be asked with
   */
  private Peer(String name, List<String> command, String readyPath, String more, Path parent)
      throws IOException {
    this.name = name;
    this.readyPath = readyPath;
    this.more = more;
    directory = Files.createDirectory(parent.resolve(name));
    port = freePort();
    Path config = Files.writeString(directory.resolve("empty.yml"), "global: {}\n");
    Path data = Files.createDirectory(directory.resolve("data"));
    this.command =
        command.stream()
            .map(word -> word.replace("{config}", config.toString()))
            .map(word -> word.replace("{data}", data.toString()))
            .map(word -> word.replace("{port}", Integer.toString(port)))
            .toList();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ours, with the options that the launcher gives the JVM if they are to be found. */
  static Peer ours(Path parent) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String place : List.of("server", "../server")) {
      Path options = Path.of(place, "src/main/dist/jvm.options");
      if (Files.exists(options)) {
        words.add("@" + options);
      }
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("io.atalaya.server.Main", "start", "{config}"));
    words.addAll(List.of("--web.listen-address=127.0.0.1:{port}", "--storage.tsdb.path={data}"));
    words.add("--web.enable-remote-write-receiver");
    return new Peer("atalaya", words, "/-/ready", "", parent);
  }

  /** Prometheus, if it is on the path. */
  static Optional<Peer> prometheus(Path parent) throws IOException {
    return onPath("prometheus")
        ? Optional.of(
            new Peer(
                "prometheus",
                List.of(
                    "prometheus",
                    "--config.file={config}",
                    "--storage.tsdb.path={data}",
                    "--web.listen-address=127.0.0.1:{port}",
                    "--web.enable-remote-write-receiver",
                    "--enable-feature=native-histograms",
                    "--log.level=warn"),
                "/-/ready",
                "",
                parent))
        : Optional.empty();
  }

  /** VictoriaMetrics, if it is on the path; computes every time instead of remembering answers. */
  static Optional<Peer> victoriaMetrics(Path parent) throws IOException {
    return onPath("victoria-metrics")
        ? Optional.of(
            new Peer(
                "victoria-metrics",
                List.of(
                    "victoria-metrics",
                    "-storageDataPath={data}",
                    "-httpListenAddr=127.0.0.1:{port}",
                    "-retentionPeriod=10y",
                    "-search.latencyOffset=0s",
                    "-loggerLevel=WARN"),
                "/health",
                "&nocache=1",
                parent))
        : Optional.empty();
  }

  private static boolean onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(":", -1)).stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  String name() {
    return name;
  }

  /** Starts it and waits until it is ready. */
  void start() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    process = started;
    client = client();
    for (long waited = 0; !isReady(); waited += POLL_MILLIS) {
      if (!started.isAlive() || waited > PATIENCE.toMillis()) {
        throw new IOException(
            name + " does not start:\n" + Files.readString(directory.resolve("log")));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return get(readyPath).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Sends a request of remote write 1.0. */
  void write(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/write"))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(name + " refuses data: " + response.body());
    }
  }

  /** The answer to a question, whatever its status. */
  HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
    return get(path + more);
  }

  /** Processor time of the process so far, in steps of 10 ms. */
  Duration cpu() {
    Process running = process;
    return running == null
        ? Duration.ZERO
        : running.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Waits until it has had little to do for three seconds, or a minute long. */
  void settle() throws InterruptedException {
    int quiet = 0;
    for (int second = 0; second < PATIENCE.toSeconds() && quiet < 3; second++) {
      Duration before = cpu();
      Thread.sleep(Duration.ofSeconds(1));
      quiet = cpu().minus(before).toMillis() < 50 ? quiet + 1 : 0;
    }
  }

  /** Ends it, if it runs. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    }
  }
}
