package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the control groups of containers. A container's group is named by its id of 64 hexadecimal
 * digits, alone or as {@code docker-ID.scope}, {@code cri-containerd-ID.scope} and the like.
 *
 * <pre>
 *   version 2, one tree      cpu.stat  memory.current  memory.stat  memory.max  pids.current
 *                            io.stat   memory.swap.current
 *   version 1, one tree per  cpuacct/cpuacct.usage, cpuacct.stat   memory/memory.usage_in_bytes
 *   controller               memory/memory.stat  memory/memory.limit_in_bytes  pids/pids.current
 * </pre>
 */
final class ControlGroups {
  /** How deep groups are looked for: slices of Kubernetes are five deep. */
  private static final int MAX_DEPTH = 7;

  private static final int MAX_GROUPS = 2000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double TICKS_PER_SECOND = 100;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final Pattern ID = Pattern.compile("(?:.*-)?([0-9a-f]{64})(?:\\.scope)?");

  private final Path root;
  private final ContainerNames names;
  private final ContainerNetworks networks;

  ControlGroups(Path root, Path proc, ContainerNames names) {
    this.root = root;
    this.names = names;
    this.networks = new ContainerNetworks(proc);
  }

  /** Adds the readings of all containers, and of the machine as the group {@code /}. */
  void read(Readings out) {
    boolean version2 = Files.exists(root.resolve("cgroup.controllers"));
    Path tree = version2 ? root : root.resolve("memory");
    for (Path group : groups(tree)) {
      Path below = tree.relativize(group);
      Labels labels = labels(below);
      gauge(out, "start_time_seconds", labels, created(group));
      if (version2) {
        version2(out, group, labels);
      } else {
        version1(out, below, labels);
      }
      networks.read(out, group, labels);
    }
  }

  private static List<Path> groups(Path tree) {
    if (!Files.isDirectory(tree)) {
      return List.of();
    }
    try (Stream<Path> all =
        Files.find(tree, MAX_DEPTH, (p, a) -> a.isDirectory() && isContainer(p))) {
      return Stream.concat(Stream.of(tree), all.limit(MAX_GROUPS)).toList();
    } catch (IOException | UncheckedIOException e) {
      // Groups vanish while they are looked at; the next reading sees what is left.
      return List.of();
    }
  }

  private static boolean isContainer(Path path) {
    return path.getFileName() != null && ID.matcher(path.getFileName().toString()).matches();
  }

  private Labels labels(Path below) {
    Matcher matcher = ID.matcher(Optional.ofNullable(below.getFileName()).orElseThrow().toString());
    String id = matcher.matches() ? matcher.group(1) : "";
    ContainerNames.Known known = names.of(id);
    return Labels.builder()
        .set("id", "/" + below)
        .set(
            "name",
            known.name().isEmpty() ? id.substring(0, Math.min(12, id.length())) : known.name())
        .set("image", known.image())
        .build();
  }

  private static double created(Path group) {
    try {
      return Files.getLastModifiedTime(group).toMillis() / 1000.0;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static void version2(Readings out, Path group, Labels labels) {
    Map<String, Double> cpu = table(group.resolve("cpu.stat"));
    counter(out, "cpu_usage_seconds_total", labels, of(cpu, "usage_usec") / MICROS_PER_SECOND);
    counter(out, "cpu_user_seconds_total", labels, of(cpu, "user_usec") / MICROS_PER_SECOND);
    counter(out, "cpu_system_seconds_total", labels, of(cpu, "system_usec") / MICROS_PER_SECOND);
    counter(out, "cpu_cfs_periods_total", labels, of(cpu, "nr_periods"));
    counter(out, "cpu_cfs_throttled_periods_total", labels, of(cpu, "nr_throttled"));
    counter(
        out,
        "cpu_cfs_throttled_seconds_total",
        labels,
        of(cpu, "throttled_usec") / MICROS_PER_SECOND);
    Map<String, Double> memory = table(group.resolve("memory.stat"));
    double usage = number(group.resolve("memory.current"));
    memory(out, labels, usage, of(memory, "inactive_file"));
    gauge(out, "memory_rss", labels, of(memory, "anon"));
    gauge(out, "memory_cache", labels, of(memory, "file"));
    gauge(out, "memory_mapped_file", labels, of(memory, "file_mapped"));
    gauge(out, "memory_swap", labels, number(group.resolve("memory.swap.current")));
    gauge(out, "spec_memory_limit_bytes", labels, orZero(number(group.resolve("memory.max"))));
    gauge(out, "processes", labels, number(group.resolve("pids.current")));
    disks(out, group, labels);
  }

  private void version1(Readings out, Path below, Labels labels) {
    Path cpu = root.resolve("cpuacct").resolve(below);
    Map<String, Double> times = table(cpu.resolve("cpuacct.stat"));
    counter(
        out,
        "cpu_usage_seconds_total",
        labels,
        number(cpu.resolve("cpuacct.usage")) / NANOS_PER_SECOND);
    counter(out, "cpu_user_seconds_total", labels, of(times, "user") / TICKS_PER_SECOND);
    counter(out, "cpu_system_seconds_total", labels, of(times, "system") / TICKS_PER_SECOND);
    Path group = root.resolve("memory").resolve(below);
    Map<String, Double> memory = table(group.resolve("memory.stat"));
    double usage = number(group.resolve("memory.usage_in_bytes"));
    memory(out, labels, usage, of(memory, "total_inactive_file"));
    gauge(out, "memory_rss", labels, of(memory, "total_rss"));
    gauge(out, "memory_cache", labels, of(memory, "total_cache"));
    gauge(out, "memory_mapped_file", labels, of(memory, "total_mapped_file"));
    gauge(out, "memory_swap", labels, of(memory, "total_swap"));
    gauge(out, "spec_memory_limit_bytes", labels, number(group.resolve("memory.limit_in_bytes")));
    Path pids = root.resolve("pids").resolve(below);
    gauge(out, "processes", labels, number(pids.resolve("pids.current")));
  }

  /** What is in use, and without the file cache that could go at any time. */
  private static void memory(Readings out, Labels labels, double usage, double inactiveFile) {
    gauge(out, "memory_usage_bytes", labels, usage);
    double inactive = Double.isNaN(inactiveFile) ? 0 : inactiveFile;
    gauge(out, "memory_working_set_bytes", labels, Math.max(0, usage - inactive));
  }

  /** Lines {@code 8:0 rbytes=1 wbytes=2 rios=3 wios=4}. */
  private static void disks(Readings out, Path group, Labels labels) {
    for (String line : text(group.resolve("io.stat")).lines().toList()) {
      String[] words = line.split(" ");
      Labels with = labels.with("device", words[0]);
      for (String word : words) {
        int equals = word.indexOf('=');
        String field = equals < 0 ? "" : word.substring(0, equals);
        String metric =
            switch (field) {
              case "rbytes" -> "fs_reads_bytes_total";
              case "wbytes" -> "fs_writes_bytes_total";
              case "rios" -> "fs_reads_total";
              case "wios" -> "fs_writes_total";
              default -> "";
            };
        if (!metric.isEmpty()) {
          counter(out, metric, with, RedisInfo.number(word.substring(equals + 1)));
        }
      }
    }
  }

  private static void gauge(Readings out, String name, Labels labels, double value) {
    if (!Double.isNaN(value)) {
      out.gauge("container_" + name, "From the control group.", labels, value);
    }
  }

  private static void counter(Readings out, String name, Labels labels, double value) {
    if (!Double.isNaN(value)) {
      out.counter("container_" + name, "From the control group.", labels, value);
    }
  }

  private static double of(Map<String, Double> table, String field) {
    return table.getOrDefault(field, Double.NaN);
  }

  /** {@code max} is no number: no limit, which cAdvisor tells as 0. */
  private static double orZero(double limit) {
    return Double.isNaN(limit) ? 0 : limit;
  }

  private static Map<String, Double> table(Path file) {
    Map<String, Double> table = new HashMap<>();
    for (String line : text(file).lines().toList()) {
      String[] words = line.split(" ");
      if (words.length == 2) {
        table.put(words[0], RedisInfo.number(words[1]));
      }
    }
    return table;
  }

  private static double number(Path file) {
    return RedisInfo.number(text(file).strip());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
