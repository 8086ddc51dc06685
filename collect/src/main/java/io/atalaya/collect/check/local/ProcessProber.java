package io.atalaya.collect.check.local;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.regex.RegexSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Counts processes by Linux' files {@code PID/comm}, {@code PID/cmdline} and {@code PID/stat}. One
 * that has ended and whose parent has not asked for it yet (a zombie) does not count.
 */
final class ProcessProber implements Prober {
  /** As much of a command line is looked at. */
  private static final int MAX_BYTES = 64 << 10;

  /** Linux cuts the names of programs. */
  private static final int COMM_CHARS = 15;

  private final ProcessCheck check;

  ProcessProber(ProcessCheck check) {
    this.check = check;
  }

  @Override
  public Observation probe() {
    Observation.Builder seen = new Observation.Builder();
    if (!Files.isDirectory(check.proc())) {
      seen.judge(Verdict.UNKNOWN, "internal", check.proc() + " is not there; processes need Linux");
      return seen.build(0);
    }
    try {
      int count = count();
      seen.read("probe_process_count", count);
      if (count < check.min()) {
        down(seen, "%d processes, fewer than %d", count, check.min());
      } else if (count > check.max()) {
        down(seen, "%d processes, more than %d", count, check.max());
      }
    } catch (IOException e) {
      seen.judge(Verdict.UNKNOWN, "internal", String.valueOf(e.getMessage()));
    }
    return seen.build(0);
  }

  private static void down(Observation.Builder seen, String format, int count, int bound) {
    seen.judge(Verdict.DOWN, "count", String.format(Locale.ROOT, format, count, bound));
  }

  private int count() throws IOException {
    return switch (check.which()) {
      case ProcessCheck.Which.ByPidFile(Path file) -> lives(file) ? 1 : 0;
      case ProcessCheck.Which.ByName(String name) -> count(process -> isNamed(process, name));
      case ProcessCheck.Which.ByCommand(String regex) -> {
        RegexSearch wanted = RegexSearch.compile(regex);
        yield count(process -> wanted.find(commandLine(process)));
      }
    };
  }

  private boolean lives(Path pidFile) throws IOException {
    try {
      String pid = read(pidFile).strip();
      return pid.matches("[0-9]{1,10}") && isAlive(check.proc().resolve(pid));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private int count(Predicate<Path> wanted) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(check.proc(), "[0-9]*")) {
      for (Path process : all) {
        if (wanted.test(process) && isAlive(process)) {
          count++;
        }
      }
    }
    return count;
  }

  private static boolean isNamed(Path process, String name) {
    String cut = name.length() > COMM_CHARS ? name.substring(0, COMM_CHARS) : name;
    return readOrEmpty(process.resolve("comm")).strip().equals(cut);
  }

  private static String commandLine(Path process) {
    return readOrEmpty(process.resolve("cmdline")).replace('\0', ' ').strip();
  }

  /** The state follows the name, which stands in parentheses and may hold some itself. */
  private static boolean isAlive(Path process) {
    String stat = readOrEmpty(process.resolve("stat"));
    int end = stat.lastIndexOf(')');
    return end > 0 && stat.length() > end + 2 && "ZX".indexOf(stat.charAt(end + 2)) < 0;
  }

  /** What a process that ends meanwhile leaves is nothing. */
  private static String readOrEmpty(Path file) {
    try {
      return read(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
