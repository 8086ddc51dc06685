package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network interfaces of containers, as one of their processes sees them in {@code
 * /proc/PID/net/dev}:
 *
 * <pre>
 *   eth0: bytes packets errs drop fifo frame compressed multicast  bytes packets errs drop …
 * </pre>
 *
 * <p>A container that shares the network of the machine is left out: those figures are the
 * machine's.
 */
final class ContainerNetworks {
  private static final List<String> COLUMNS =
      List.of("bytes", "packets", "errors", "packets_dropped");

  /** Where the columns of what was sent begin. */
  private static final int SENT = 8;

  private static final int MIN_COLUMNS = 16;

  private final Path proc;

  ContainerNetworks(Path proc) {
    this.proc = proc;
  }

  void read(Readings out, Path group, Labels labels) {
    Optional<String> process =
        text(group.resolve("cgroup.procs")).lines().filter(pid -> !pid.equals("0")).findFirst();
    if (process.isEmpty() || sharesOurs(process.get())) {
      return;
    }
    for (String line : text(proc.resolve(process.get()).resolve("net/dev")).lines().toList()) {
      int colon = line.indexOf(':');
      String[] words = line.substring(colon + 1).strip().split(" +");
      String device = line.substring(0, Math.max(0, colon)).strip();
      if (!device.isEmpty() && !device.equals("lo") && words.length >= MIN_COLUMNS) {
        readDevice(out, labels.with("interface", device), words);
      }
    }
  }

  /** Whether a process sees the interfaces of the machine. */
  private boolean sharesOurs(String process) {
    Optional<Path> its = namespace(process);
    return its.isPresent() && its.equals(namespace("1"));
  }

  private Optional<Path> namespace(String process) {
    try {
      return Optional.of(Files.readSymbolicLink(proc.resolve(process).resolve("ns/net")));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static void readDevice(Readings out, Labels labels, String[] words) {
    for (int i = 0; i < COLUMNS.size(); i++) {
      counter(out, "receive_" + COLUMNS.get(i), labels, words[i]);
      counter(out, "transmit_" + COLUMNS.get(i), labels, words[SENT + i]);
    }
  }

  private static void counter(Readings out, String name, Labels labels, String word) {
    double value = RedisInfo.number(word);
    if (!Double.isNaN(value)) {
      out.counter(
          "container_network_" + name + "_total",
          "From the interfaces that a process of the container sees.",
          labels,
          value);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
