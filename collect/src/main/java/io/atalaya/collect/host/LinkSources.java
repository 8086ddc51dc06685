package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel tells of network interfaces and of what waits in front of them: {@code
 * /sys/class/net}, {@code /proc/net/arp}, {@code softnet_stat}, {@code udp}, and the table of
 * tracked connections.
 */
final class LinkSources {
  private static final double BYTES_PER_MEGABIT = 1e6 / 8;
  private static final int UP = 1;

  /** Files of {@code /sys/class/net/DEVICE} and the metric each becomes. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("addr_assign_type", "address_assign_type"),
          Map.entry("carrier", "carrier"),
          Map.entry("dev_id", "device_id"),
          Map.entry("dormant", "dormant"),
          Map.entry("flags", "flags"),
          Map.entry("ifindex", "iface_id"),
          Map.entry("iflink", "iface_link"),
          Map.entry("link_mode", "iface_link_mode"),
          Map.entry("mtu", "mtu_bytes"),
          Map.entry("name_assign_type", "name_assign_type"),
          Map.entry("netdev_group", "net_dev_group"),
          Map.entry("tx_queue_len", "transmit_queue_length"),
          Map.entry("type", "protocol_type"));

  private static final Map<String, String> CHANGES =
      Map.of(
          "carrier_changes", "carrier_changes_total",
          "carrier_up_count", "carrier_up_changes_total",
          "carrier_down_count", "carrier_down_changes_total");

  /** Columns of {@code softnet_stat}: their places and what they are. */
  private static final Map<Integer, String> SOFTNET =
      Map.of(
          0, "processed_total",
          1, "dropped_total",
          2, "times_squeezed_total",
          8, "cpu_collision_total",
          9, "received_rps_total",
          10, "flow_limit_count_total",
          11, "backlog_len");

  private static final int SOFTNET_CPU = 12;

  private static final List<String> CONNTRACK =
      List.of(
          "found",
          "invalid",
          "ignore",
          "insert",
          "insert_failed",
          "drop",
          "early_drop",
          "search_restart");

  private final KernelFiles files;
  private final Regex excluded;

  LinkSources(KernelFiles files, HostConfig.Filter filter) {
    this.files = files;
    this.excluded = Regex.compile(filter.interfaces());
  }

  void readInterfaces(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/net"))) {
      String device = String.valueOf(folder.getFileName());
      if (!excluded.matches(device)) {
        readInterface(out, folder, device);
      }
    }
  }

  private void readInterface(Readings out, Path folder, String device) throws IOException {
    Labels labels = Labels.of("device", device);
    for (Map.Entry<String, String> property : PROPERTIES.entrySet()) {
      Optional<Double> value = files.wholeNumber(folder.resolve(property.getKey()));
      value.ifPresent(v -> property(out, property.getValue(), labels, v));
    }
    files
        .wholeNumber(folder.resolve("speed"))
        .ifPresent(v -> property(out, "speed_bytes", labels, v * BYTES_PER_MEGABIT));
    for (Map.Entry<String, String> change : CHANGES.entrySet()) {
      String name = change.getValue();
      files
          .wholeNumber(folder.resolve(change.getKey()))
          .ifPresent(
              v ->
                  out.counter(
                      "node_network_" + name, "Network device property: " + name, labels, v));
    }
    readState(out, folder, device, labels);
  }

  private static void property(Readings out, String name, Labels labels, double value) {
    out.gauge("node_network_" + name, "Network device property: " + name, labels, value);
  }

  private void readState(Readings out, Path folder, String device, Labels labels) {
    String state = files.word(folder.resolve("operstate")).orElse("");
    out.gauge(
        "node_network_up",
        "Value is 1 if operstate is 'up', 0 otherwise.",
        labels,
        state.equals("up") ? 1 : 0);
    double flags = files.wholeNumber(folder.resolve("flags")).orElse(0.0);
    Labels info =
        Labels.builder()
            .set("device", device)
            .set("address", files.word(folder.resolve("address")).orElse(""))
            .set("broadcast", files.word(folder.resolve("broadcast")).orElse(""))
            .set("duplex", files.word(folder.resolve("duplex")).orElse(""))
            .set("operstate", state)
            .set("adminstate", ((long) flags & UP) != 0 ? "up" : "down")
            .set("ifalias", files.word(folder.resolve("ifalias")).orElse(""))
            .build();
    out.gauge(
        "node_network_info",
        "Non-numeric data from /sys/class/net/<iface>, value is always 1.",
        info,
        1);
  }

  /** Lines such as {@code 192.0.2.1 0x1 0x2 52:54:00:12:34:56 * eth0}, below a heading. */
  void readNeighbours(Readings out) throws IOException {
    Map<String, Integer> entries = new TreeMap<>();
    List<String> lines = files.lines(files.proc("net/arp"));
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] words = KernelFiles.words(line);
      entries.merge(words[words.length - 1], 1, Integer::sum);
    }
    entries.forEach(
        (device, count) ->
            out.gauge(
                "node_arp_entries", "ARP entries by device", Labels.of("device", device), count));
  }

  /** A line of hexadecimal numbers for each CPU. */
  void readBacklog(Readings out) throws IOException {
    int row = 0;
    for (String line : files.lines(files.proc("net/softnet_stat"))) {
      String[] words = KernelFiles.words(line);
      int cpu = words.length > SOFTNET_CPU ? (int) hexadecimal(words[SOFTNET_CPU]) : row;
      Labels labels = Labels.of("cpu", Integer.toString(cpu));
      for (Map.Entry<Integer, String> column : SOFTNET.entrySet()) {
        if (column.getKey() < words.length) {
          softnet(out, column.getValue(), labels, hexadecimal(words[column.getKey()]));
        }
      }
      row++;
    }
  }

  private static void softnet(Readings out, String name, Labels labels, double value) {
    String metric = "node_softnet_" + name;
    String help = "What /proc/net/softnet_stat tells: " + name;
    if (name.endsWith("_total")) {
      out.counter(metric, help, labels, value);
    } else {
      out.gauge(metric, help, labels, value);
    }
  }

  private static double hexadecimal(String word) throws IOException {
    try {
      return Long.parseLong(word, 16);
    } catch (NumberFormatException e) {
      throw new IOException("\"" + word + "\" is no hexadecimal number", e);
    }
  }

  /** Bytes that wait in the sockets of UDP: the fifth column, {@code SENT:RECEIVED}. */
  void readDatagrams(Readings out) throws IOException {
    readDatagrams(out, "v4", files.proc("net/udp"));
    if (Files.exists(files.proc("net/udp6"))) {
      readDatagrams(out, "v6", files.proc("net/udp6"));
    }
  }

  private void readDatagrams(Readings out, String family, Path file) throws IOException {
    double sending = 0;
    double received = 0;
    List<String> lines = files.lines(file);
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] words = KernelFiles.words(line);
      int colon = words.length > 4 ? words[4].indexOf(':') : -1;
      if (colon > 0) {
        sending += hexadecimal(words[4].substring(0, colon));
        received += hexadecimal(words[4].substring(colon + 1));
      }
    }
    queue(out, "tx", family, sending);
    queue(out, "rx", family, received);
  }

  private static void queue(Readings out, String queue, String family, double bytes) {
    out.gauge(
        "node_udp_queues",
        "Number of allocated memory in the kernel for UDP datagrams in bytes.",
        Labels.of("queue", queue, "ip", family),
        bytes);
  }

  void readConnections(Readings out) throws IOException {
    String folder = "sys/net/netfilter/nf_conntrack_";
    out.gauge(
        "node_nf_conntrack_entries",
        "Number of currently allocated flow entries for connection tracking.",
        Labels.empty(),
        KernelFiles.number(files.text(files.proc(folder + "count")).strip()));
    out.gauge(
        "node_nf_conntrack_entries_limit",
        "Maximum size of connection tracking table.",
        Labels.empty(),
        KernelFiles.number(files.text(files.proc(folder + "max")).strip()));
    Map<String, Double> sums = connectionEvents();
    for (String event : CONNTRACK) {
      out.gauge(
          "node_nf_conntrack_stat_" + event,
          "Events of connection tracking: " + event,
          Labels.empty(),
          sums.getOrDefault(event, 0.0));
    }
  }

  /** A heading, and below it a line of hexadecimal numbers for each CPU. */
  private Map<String, Double> connectionEvents() throws IOException {
    Map<String, Double> sums = new HashMap<>();
    List<String> lines = files.lines(files.proc("net/stat/nf_conntrack"));
    String[] names = lines.isEmpty() ? new String[0] : KernelFiles.words(lines.getFirst());
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] words = KernelFiles.words(line);
      for (int i = 0; i < Math.min(names.length, words.length); i++) {
        sums.merge(names[i], hexadecimal(words[i]), Double::sum);
      }
    }
    return sums;
  }
}
