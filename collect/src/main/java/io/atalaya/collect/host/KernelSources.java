package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small facts of the kernel and of the distribution. */
final class KernelSources {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Pattern LEADING_NUMBER = Pattern.compile("^[0-9]+(?:\\.[0-9]+)?");

  private final KernelFiles files;

  KernelSources(KernelFiles files) {
    this.files = files;
  }

  void readEntropy(Readings out) throws IOException {
    String folder = "sys/kernel/random/";
    out.gauge(
        "node_entropy_available_bits",
        "Bits of available entropy.",
        Labels.empty(),
        KernelFiles.number(files.text(files.proc(folder + "entropy_avail")).strip()));
    out.gauge(
        "node_entropy_pool_size_bits",
        "Bits of entropy pool.",
        Labels.empty(),
        KernelFiles.number(files.text(files.proc(folder + "poolsize")).strip()));
  }

  void readHungTasks(Readings out) throws IOException {
    out.counter(
        "node_kernel_hung_tasks_total",
        "Total number of tasks that have been detected as hung since the system boot.",
        Labels.empty(),
        KernelFiles.number(files.text(files.proc("sys/kernel/hung_task_detect_count")).strip()));
  }

  /** Lines such as {@code cpu0 0 0 0 0 0 0 2045936778163039 343796328169361 4767485306}. */
  void readScheduler(Readings out) throws IOException {
    for (String line : files.lines(files.proc("schedstat"))) {
      String[] words = KernelFiles.words(line);
      if (words[0].matches("cpu[0-9]+") && words.length > 9) {
        Labels labels = Labels.of("cpu", words[0].substring("cpu".length()));
        scheduled(out, "running_seconds", labels, KernelFiles.number(words[7]) / NANOS_PER_SECOND);
        scheduled(out, "waiting_seconds", labels, KernelFiles.number(words[8]) / NANOS_PER_SECOND);
        scheduled(out, "timeslices", labels, KernelFiles.number(words[9]));
      }
    }
  }

  private static void scheduled(Readings out, String name, Labels labels, double value) {
    out.counter(
        "node_schedstat_" + name + "_total",
        "What the scheduler tells of a CPU: " + name,
        labels,
        value);
  }

  void readSelinux(Readings out) {
    Optional<String> enforces = files.word(files.sys("fs/selinux/enforce"));
    out.gauge(
        "node_selinux_enabled",
        "SELinux is enabled, 1 is true, 0 is false",
        Labels.empty(),
        enforces.isPresent() ? 1 : 0);
    if (enforces.isPresent()) {
      out.gauge(
          "node_selinux_current_mode",
          "Current SELinux enforcement mode",
          Labels.empty(),
          enforces.get().equals("1") ? 1 : 0);
    }
  }

  /** Lines such as {@code PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"}. */
  void readDistribution(Readings out) throws IOException {
    Map<String, String> facts = new HashMap<>();
    String file = files.word(files.root("/etc/os-release")).isPresent() ? "etc" : "usr/lib";
    for (String line : files.lines(files.root("/" + file + "/os-release"))) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        facts.put(
            line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            unquoted(line.substring(equals + 1).strip()));
      }
    }
    Labels.Builder info = Labels.builder();
    for (String name :
        new String[] {
          "build_id",
          "id",
          "id_like",
          "image_id",
          "image_version",
          "name",
          "pretty_name",
          "variant",
          "variant_id",
          "version",
          "version_codename",
          "version_id"
        }) {
      info.set(name, facts.getOrDefault(name, ""));
    }
    String help = "A metric with a constant '1' value labeled by what os-release says.";
    out.gauge("node_os_info", help, info.build(), 1);
    readVersion(out, facts);
    readSupportEnd(out, facts.getOrDefault("support_end", ""));
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && (text.startsWith("\"") || text.startsWith("'"));
    return quoted ? text.substring(1, text.length() - 1).replace("\\", "") : text;
  }

  private static void readVersion(Readings out, Map<String, String> facts) {
    Matcher version = LEADING_NUMBER.matcher(facts.getOrDefault("version_id", ""));
    if (version.find()) {
      Labels labels =
          Labels.of(
              "id", facts.getOrDefault("id", ""),
              "id_like", facts.getOrDefault("id_like", ""),
              "name", facts.getOrDefault("name", ""));
      out.gauge(
          "node_os_version",
          "Metric containing the major.minor part of the OS version.",
          labels,
          Double.parseDouble(version.group()));
    }
  }

  private static void readSupportEnd(Readings out, String date) {
    if (date.isEmpty()) {
      return;
    }
    try {
      out.gauge(
          "node_os_support_end_timestamp_seconds",
          "Metric containing the end-of-life date timestamp of the OS.",
          Labels.empty(),
          (double) LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
    } catch (DateTimeParseException e) {
      // A date of another form says nothing that could be told as a number.
      return;
    }
  }
}
