package io.atalaya.testkit;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A peer program of this machine that serves HTTP, running while a test compares us with it. */
public final class InstalledProgram implements AutoCloseable {
  /** A minute and more: a machine with much else to do is slow to start a program. */
  private static final int MAX_ATTEMPTS = 600;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private InstalledProgram(Process process) {
    this.process = process;
  }

  /** The program of one of these names, if it is on the path. */
  public static Optional<Path> find(String... names) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> Arrays.stream(names).map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A port of loopback on which nobody listens at the moment. */
  public static int freePort() throws IOException {
    return freePorts(1)[0];
  }

  /** Ports of loopback on which nobody listens at the moment, all of them different. */
  public static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    ServerSocket[] sockets = new ServerSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports[i] = sockets[i].getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  public static InstalledProgram start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new InstalledProgram(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Fetches from it, as soon as it listens; gives up when it ends, or after a minute. */
  public String fetch(URI url) throws IOException, InterruptedException {
    return get(url).body();
  }

  private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(60)).build();
    for (int attempt = 1; ; attempt++) {
      try {
        return client.send(request, BodyHandlers.ofString());
      } catch (IOException e) {
        boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
        if (ended || attempt == MAX_ATTEMPTS) {
          throw new IOException(ended ? "the program has ended" : "it does not listen", e);
        }
      }
    }
  }

  /** Fetches until it succeeds and the answer is as wanted; gives the last after two minutes. */
  public String fetchUntil(URI url, Predicate<String> wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = get(url);
    for (int i = 0; i < 2 * MAX_ATTEMPTS && !isWanted(answer, wanted); i++) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IOException("the program has ended");
      }
      answer = get(url);
    }
    return answer.body();
  }

  /** It refuses what comes while it is still starting. */
  private static boolean isWanted(HttpResponse<String> answer, Predicate<String> wanted) {
    return answer.statusCode() == 200 && wanted.test(answer.body());
  }

  /** Ends it as {@code kill -9} does, and returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it, and returns when it is gone and writes to its directory no more. */
  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
