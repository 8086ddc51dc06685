package io.atalaya.server.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code debug metrics|pprof|all}: collects what a server tells of itself in one archive, for
 * whoever is asked to help. A server that has no Go profiles (this one) tells its threads instead.
 */
final class DebugCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String ARCHIVE = "debug.tar.gz";
  private static final int GZIP_MAGIC = 0x1f;

  private static final Map<String, String> METRICS = Map.of("/metrics", "metrics.txt");
  private static final Map<String, String> PROFILES =
      Map.of(
          "/debug/pprof/profile?seconds=30", "cpu.pb",
          "/debug/pprof/block", "block.pb",
          "/debug/pprof/goroutine", "goroutine.pb",
          "/debug/pprof/heap", "heap.pb",
          "/debug/pprof/mutex", "mutex.pb",
          "/debug/pprof/threadcreate", "threadcreate.pb");
  private static final Map<String, String> OURS =
      Map.of(
          "/api/atalaya/v1/threads", "threads.txt",
          "/api/v1/status/config", "config.json",
          "/api/v1/status/flags", "flags.json",
          "/api/v1/status/runtimeinfo", "runtimeinfo.json",
          "/api/v1/status/buildinfo", "buildinfo.json",
          "/api/v1/status/tsdb", "tsdb.json");

  private final Surroundings surroundings;
  private final Kind kind;

  /** What is collected. */
  enum Kind {
    METRICS("Collect a server's metrics."),
    PPROF("Collect the profiles of a server written in Go."),
    ALL("Collect all that a server tells of itself.");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  DebugCommand(Surroundings surroundings, Kind kind) {
    this.surroundings = surroundings;
    this.kind = kind;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(kind.word(), kind.description);
    spec.addPositional(Options.files("URL", "1", "Where the server is."));
    spec.addOption(Options.value("FILE", "Where to (" + ARCHIVE + ").", "--output"));
    spec.addOption(ServerClient.configOption());
    return spec;
  }

  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    switch (kind) {
      case METRICS -> files.putAll(METRICS);
      case PPROF -> files.putAll(PROFILES);
      case ALL -> {
        files.putAll(METRICS);
        files.putAll(OURS);
        files.putAll(PROFILES);
      }
    }
    return files;
  }

  @Override
  public int run(Arguments arguments) {
    String server = QueryCommand.server(arguments.words().getFirst());
    Path archive = Path.of(arguments.text("--output").orElse(ARCHIVE));
    ServerClient client = ServerClient.of(arguments);
    Map<String, byte[]> found = new LinkedHashMap<>();
    files()
        .forEach(
            (path, name) -> {
              ServerClient.Reply reply = client.get(server + path, TIMEOUT);
              if (reply.status() == 200) {
                surroundings.out().println("collecting: " + server + path);
                found.put(name, reply.body());
              } else {
                surroundings.err().println("not there: " + server + path + " " + reply.status());
              }
            });
    if (found.isEmpty()) {
      throw new CliException(ExitCode.FAILED, server + " has nothing of what was asked for");
    }
    write(archive, found);
    surroundings
        .out()
        .println("Compiling debug information complete, all files written in \"" + archive + "\".");
    return ExitCode.OK.code();
  }

  private static void write(Path archive, Map<String, byte[]> files) {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        append(out, file.getKey(), unpacked(file.getValue()));
      }
      out.write(new byte[2 * Tar.BLOCK_BYTES]);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "cannot write " + archive, e);
    }
  }

  /** Profiles come compressed; in the archive they need not be. */
  private static byte[] unpacked(byte[] body) throws IOException {
    boolean packed = body.length > 1 && body[0] == GZIP_MAGIC;
    if (!packed) {
      return body;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private static void append(OutputStream out, String name, byte[] body) throws IOException {
    out.write(Tar.header(name, body.length));
    out.write(body);
    out.write(new byte[-body.length & (Tar.BLOCK_BYTES - 1)]);
  }

  /** The head of a file in an archive of POSIX tar ({@code ustar}). */
  private static final class Tar {
    static final int BLOCK_BYTES = 512;
    private static final int CHECKSUM_AT = 148;

    static byte[] header(String name, int size) {
      byte[] head = new byte[BLOCK_BYTES];
      put(head, 0, name);
      put(head, 100, "0000644");
      put(head, 108, "0000000");
      put(head, 116, "0000000");
      put(head, 124, String.format("%011o", size));
      put(head, 136, "00000000000");
      put(head, CHECKSUM_AT, "        ");
      put(head, 156, "0");
      put(head, 257, "ustar");
      put(head, 263, "00");
      int sum = 0;
      for (byte b : head) {
        sum += b & 0xff;
      }
      put(head, CHECKSUM_AT, String.format("%06o", sum));
      head[CHECKSUM_AT + 6] = 0;
      return head;
    }

    private static void put(byte[] head, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(bytes, 0, head, at, bytes.length);
    }
  }
}
