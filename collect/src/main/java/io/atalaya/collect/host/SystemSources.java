package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Optional;

/** Load, name, time and open files of the machine. */
final class SystemSources {
  private static final double MILLIS_PER_SECOND = 1000;

  private final KernelFiles files;
  private final InstantSource clock;
  private final ZoneId zone;
  private final String architecture;

  SystemSources(KernelFiles files, InstantSource clock, ZoneId zone, String architecture) {
    this.files = files;
    this.clock = clock;
    this.zone = zone;
    this.architecture = architecture;
  }

  /** A line such as {@code 0.21 0.37 0.39 1/719 19737}. */
  void readLoad(Readings out) throws IOException {
    String[] words = KernelFiles.words(files.text(files.proc("loadavg")));
    if (words.length < 3) {
      throw new IOException("/proc/loadavg has an unknown form");
    }
    String[] minutes = {"1", "5", "15"};
    for (int i = 0; i < minutes.length; i++) {
      out.gauge(
          "node_load" + minutes[i],
          minutes[i] + "m load average.",
          Labels.empty(),
          KernelFiles.number(words[i]));
    }
  }

  /** A line of three numbers: allocated, unused, maximum. */
  void readOpenFiles(Readings out) throws IOException {
    String[] words = KernelFiles.words(files.text(files.proc("sys/fs/file-nr")));
    if (words.length != 3) {
      throw new IOException("/proc/sys/fs/file-nr has an unknown form");
    }
    String help = "File descriptor statistics: ";
    out.gauge(
        "node_filefd_allocated", help + "allocated.", Labels.empty(), KernelFiles.number(words[0]));
    out.gauge(
        "node_filefd_maximum", help + "maximum.", Labels.empty(), KernelFiles.number(words[2]));
  }

  void readName(Readings out) {
    Labels labels =
        Labels.builder()
            .set("sysname", kernel("ostype"))
            .set("release", kernel("osrelease"))
            .set("version", kernel("version"))
            .set("machine", machine(architecture))
            .set("nodename", kernel("hostname"))
            .set("domainname", kernel("domainname"))
            .build();
    out.gauge(
        "node_uname_info",
        "Labeled system information as provided by the uname system call.",
        labels,
        1);
  }

  private String kernel(String file) {
    return files.word(files.proc("sys/kernel/" + file)).orElse("");
  }

  /** The kernel's name for what Java calls otherwise. */
  private static String machine(String javaName) {
    return javaName.equals("amd64") ? "x86_64" : javaName;
  }

  void readTime(Readings out) {
    Instant now = clock.instant();
    out.gauge(
        "node_time_seconds",
        "System time in seconds since epoch (1970).",
        Labels.empty(),
        now.toEpochMilli() / MILLIS_PER_SECOND);
    ZoneRules rules = zone.getRules();
    out.gauge(
        "node_time_zone_offset_seconds",
        "System time zone offset in seconds.",
        Labels.of("time_zone", zoneName()),
        rules.getOffset(now).getTotalSeconds());
    readClockSources(out);
  }

  private String zoneName() {
    String name = zone.getDisplayName(TextStyle.SHORT, Locale.ROOT);
    return name.equals("Z") ? "UTC" : name;
  }

  private void readClockSources(Readings out) {
    String folder = "devices/system/clocksource/clocksource0/";
    Optional<String> available = files.word(files.sys(folder + "available_clocksource"));
    if (available.isPresent()) {
      for (String source : KernelFiles.words(available.get())) {
        clockSource(out, "available", "Available clocksources read from", source);
      }
    }
    files
        .word(files.sys(folder + "current_clocksource"))
        .ifPresent(source -> clockSource(out, "current", "Current clocksource read from", source));
  }

  private static void clockSource(Readings out, String which, String what, String source) {
    out.gauge(
        "node_time_clocksource_" + which + "_info",
        what + " '/sys/devices/system/clocksource'.",
        Labels.of("device", "0", "clocksource", source),
        1);
  }
}
