package io.atalaya.server.config;

import io.atalaya.collect.calendar.Cron;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.local.DiskCheck;
import io.atalaya.collect.check.local.FileCheck;
import io.atalaya.collect.check.local.HeartbeatCheck;
import io.atalaya.collect.check.local.PingSchedule;
import io.atalaya.collect.check.local.ProcessCheck;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks of what is on this machine, or calls us: {@code heartbeat}, {@code file}, {@code disk},
 * {@code process}.
 */
final class LocalCheckReader {
  static final List<CheckKind> KINDS =
      List.of(
          new CheckKind("heartbeat", "every", LocalCheckReader::heartbeat),
          new CheckKind("file", "path", LocalCheckReader::file),
          new CheckKind("disk", "path", LocalCheckReader::disk),
          new CheckKind("process", "name", LocalCheckReader::process));

  private LocalCheckReader() {}

  private static CheckConfig heartbeat(Section s, CheckBasics basics) {
    ZoneId zone = s.parsed("zone", RoutingReader::zone).orElse(ZoneId.of("UTC"));
    List<PingSchedule> schedules = new ArrayList<>();
    s.duration("every").ifPresent(time -> schedules.add(new PingSchedule.Every(time)));
    s.parsed("cron", text -> Cron.parse(text, zone))
        .ifPresent(cron -> schedules.add(new PingSchedule.ByCron(cron, zone)));
    Duration grace = s.duration("grace", HeartbeatCheck.DEFAULT_GRACE);
    @Nullable Duration maxRuntime = s.duration("max_runtime").orElse(null);
    SecretSource token = s.secret("token", "token_file").orElse(null);
    if (schedules.size() != 1) {
      throw new IllegalArgumentException("a heartbeat has exactly one of every and cron");
    }
    if (token == null) {
      throw new IllegalArgumentException("token is missing; make one with: openssl rand -hex 16");
    }
    if (token instanceof SecretSource.Inline(var secret)
        && !secret.reveal().matches("[A-Za-z0-9_-]{" + HeartbeatCheck.MIN_TOKEN_CHARS + ",100}")) {
      throw new IllegalArgumentException(
          "a token has %d to 100 letters, digits, - and _; make one with: openssl rand -hex 16"
              .formatted(HeartbeatCheck.MIN_TOKEN_CHARS));
    }
    return new HeartbeatCheck(basics, schedules.getFirst(), grace, maxRuntime, token);
  }

  private static CheckConfig file(Section s, CheckBasics basics) {
    Path path = s.file("path").orElseThrow(() -> new IllegalArgumentException("path is missing"));
    @Nullable Path name = path.getFileName();
    boolean pattern = name != null && name.toString().matches(".*[*?\\[{].*");
    Path parent = path.toAbsolutePath().getParent();
    FileCheck.Bounds bounds =
        new FileCheck.Bounds(
            s.duration("max_age").orElse(null),
            s.duration("max_oldest_age").orElse(null),
            size(s, "min_size"),
            size(s, "max_size"),
            s.count("min_count", 1),
            s.given("max_count") ? s.count("max_count", 0) : null);
    return pattern && name != null && parent != null
        ? new FileCheck(basics, parent, name.toString(), bounds)
        : new FileCheck(basics, path, null, bounds);
  }

  private static @Nullable Long size(Section s, String key) {
    return s.given(key) ? s.sizeBytes(key, 0) : null;
  }

  private static CheckConfig disk(Section s, CheckBasics basics) {
    Path path = s.file("path").orElse(Path.of("/"));
    long bytes = s.sizeBytes("min_free", 0);
    double percent = s.number("min_free_percent", 0, 0, 100);
    if (bytes == 0 && percent == 0) {
      throw new IllegalArgumentException("a disk needs min_free, min_free_percent, or both");
    }
    return new DiskCheck(basics, path, bytes, percent);
  }

  private static CheckConfig process(Section s, CheckBasics basics) {
    List<ProcessCheck.Which> which = new ArrayList<>();
    s.text("name").ifPresent(name -> which.add(new ProcessCheck.Which.ByName(name)));
    s.literal("command").ifPresent(regex -> which.add(new ProcessCheck.Which.ByCommand(regex)));
    s.file("pid_file").ifPresent(file -> which.add(new ProcessCheck.Which.ByPidFile(file)));
    int min = s.count("min", 1);
    int max = s.given("max") ? s.count("max", 0) : Integer.MAX_VALUE;
    Path proc = s.file("proc").orElse(Path.of("/proc"));
    if (which.size() != 1) {
      throw new IllegalArgumentException(
          "a process is known by exactly one of name, command and pid_file");
    }
    return new ProcessCheck(basics, which.getFirst(), min, max, proc);
  }
}
