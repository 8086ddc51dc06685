package io.atalaya.alert.action;

import io.atalaya.model.Scheduler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One run of a program: no shell, no input, an end in any case. */
final class CommandRun {
  /** What of its output is kept, from the beginning. */
  static final int MAX_OUTPUT_BYTES = 8 << 10;

  /** How long its output is read on after it ended; a process that it left behind may hold it. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Scheduler scheduler;

  /**
   * How it ended.
   *
   * @param exitCode of the program; 128 and the signal's number if one ended it
   * @param timedOut whether it was ended because it took too long
   * @param output what it wrote, errors included; cut at {@link #MAX_OUTPUT_BYTES}
   */
  record Result(int exitCode, boolean timedOut, String output) {
    boolean succeeded() {
      return exitCode == 0 && !timedOut;
    }
  }

  CommandRun(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Runs a program and waits for its end. When its time is over it is killed, with all processes
   * that it started.
   *
   * @param environment all its variables; it inherits none but {@code PATH}
   * @throws IOException if it cannot be started
   * @throws InterruptedException if nobody waits any more; then it was killed
   */
  Result run(List<String> arguments, Map<String, String> environment, Duration timeout)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process process = builder.start();
    Output output = new Output(process.getInputStream());
    Thread reader = Thread.ofVirtual().name("output of " + arguments.getFirst()).start(output);
    AtomicBoolean timedOut = new AtomicBoolean();
    Scheduler.Task end =
        scheduler.at(
            scheduler.instant().plus(timeout),
            "end of " + arguments.getFirst(),
            () -> {
              timedOut.set(true);
              kill(process);
            });
    try {
      int exitCode = process.waitFor();
      reader.join(LAST_WORDS);
      return new Result(exitCode, timedOut.get(), output.text());
    } catch (InterruptedException e) {
      kill(process);
      throw e;
    } finally {
      end.cancel();
    }
  }

  /** The children first are found, then their parent is ended, so that it starts no more. */
  private static void kill(Process process) {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    while (!tree.isEmpty()) {
      List<ProcessHandle> born = new ArrayList<>();
      for (ProcessHandle each : tree) {
        each.descendants().forEach(born::add);
        each.destroyForcibly();
      }
      tree = born;
    }
  }

  /** Reads everything, so that the program never waits for a reader, and keeps the beginning. */
  private static final class Output implements Runnable {
    private final InputStream in;
    private final byte[] kept = new byte[MAX_OUTPUT_BYTES];
    private int size;
    private boolean cut;

    Output(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[4096];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(buffer, n);
        }
      } catch (IOException e) {
        keep(new byte[0], 0);
      }
    }

    private synchronized void keep(byte[] bytes, int count) {
      int room = Math.min(count, kept.length - size);
      System.arraycopy(bytes, 0, kept, size, room);
      size += room;
      cut |= room < count;
    }

    synchronized String text() {
      return new String(kept, 0, size, StandardCharsets.UTF_8).strip() + (cut ? " …" : "");
    }
  }
}
