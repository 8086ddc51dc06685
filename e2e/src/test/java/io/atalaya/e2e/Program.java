package io.atalaya.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program in a process of its own: the packaged jar where there is one, else the classes of
 * this build.
 */
public final class Program implements AutoCloseable {
  private static final Path JAR = SourceTree.ROOT.resolve("server/target/atalaya.jar");
  private static final Pattern READY = Pattern.compile("ready: http://[^:]+:(\\d+)");
  private static final Set<String> OPTIONS_FOR_EVERY_JVM =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
  private static final int PATIENCE_SECONDS = 180;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private int heard;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread reader;

  private Program(Process process) {
    this.process = process;
    reader = Thread.ofVirtual().name("program output").start(this::read);
  }

  public static Program start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + SourceTree.ROOT.resolve("server/src/main/dist/jvm.options"));
    if (Files.exists(JAR)) {
      command.addAll(List.of("-jar", JAR.toString()));
    } else {
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "io.atalaya.server.Main"));
    }
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs another command line that becomes the program, such as the launcher's. */
  static Program run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // A JVM says at its start that it has seen them, in lines that the tests do not expect.
    builder.environment().keySet().removeAll(OPTIONS_FOR_EVERY_JVM);
    return new Program(builder.start());
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          port.complete(Integer.parseInt(ready.group(1)));
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IllegalStateException("ended before it was ready: " + output()));
  }

  /** Waits until it says that it is ready, and gives its port. */
  public int port() throws InterruptedException, ExecutionException, TimeoutException {
    return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for a line that contains a text, after the one that was waited for before. */
  void awaitLine(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (lines) {
      while (System.nanoTime() < end) {
        for (; heard < lines.size(); heard++) {
          if (lines.get(heard).contains(text)) {
            heard++;
            return;
          }
        }
        lines.wait(1000);
      }
    }
    throw new IllegalStateException("never said \"" + text + "\": " + output());
  }

  /** Sends SIGHUP. */
  void hangUp() throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start().waitFor();
  }

  /** What it has written so far. */
  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Asks it to end, as systemd does. */
  void terminate() {
    // Not Process.destroy, which would also close the streams that its last words come through.
    process.toHandle().destroy();
  }

  /** Ends it without a word, as a power cut does. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits until it has ended, and gives its exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still runs: " + output());
    }
    reader.join();
    return process.exitValue();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it, and returns when it is gone and writes to its directory no more. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
