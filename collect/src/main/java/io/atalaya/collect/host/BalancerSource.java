package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The kernel's load balancer: {@code /proc/net/ip_vs_stats}, and in {@code ip_vs} each server
 * behind each address, with addresses and ports in hexadecimal.
 *
 * <pre>
 *   TCP  C0A80016:0CEA wlc
 *     -&gt; C0A85216:0CEA      Tunnel  100    248        2
 *   TCP  [2620:0000:0000:0000:0000:0000:0000:0001]:0050 sh
 *   FWM  10001000 wlc
 * </pre>
 */
final class BalancerSource implements HostSource {
  private static final List<String> TOTALS =
      List.of(
          "connections",
          "incoming_packets",
          "outgoing_packets",
          "incoming_bytes",
          "outgoing_bytes");

  private static final int HEXADECIMAL = 16;
  private static final int GROUPS = 8;

  private final KernelFiles files;

  /** What is behind an address: weight, and connections of both kinds. */
  private record Server(double weight, double active, double inactive) {
    Server plus(Server other) {
      return new Server(weight + other.weight, active + other.active, inactive + other.inactive);
    }
  }

  BalancerSource(KernelFiles files) {
    this.files = files;
  }

  @Override
  public void read(Readings out) throws IOException {
    List<String> totals = files.lines(files.proc("net/ip_vs_stats"));
    String[] words = totals.size() < 3 ? new String[0] : KernelFiles.words(totals.get(2));
    if (words.length != TOTALS.size()) {
      throw new IOException("/proc/net/ip_vs_stats has an unknown form");
    }
    for (int i = 0; i < words.length; i++) {
      out.counter(
          "node_ipvs_" + TOTALS.get(i) + "_total",
          "Total of " + TOTALS.get(i).replace('_', ' ') + ".",
          Labels.empty(),
          Long.parseUnsignedLong(words[i], HEXADECIMAL));
    }
    readServers(out);
  }

  private void readServers(Readings out) throws IOException {
    Map<Labels, Server> servers = new TreeMap<>();
    Labels local = Labels.empty();
    for (String line : files.lines(files.proc("net/ip_vs"))) {
      String[] words = KernelFiles.words(line);
      if (List.of("TCP", "UDP", "SCTP", "FWM").contains(words[0]) && words.length > 1) {
        local = local(words);
      } else if (words[0].equals("->") && words.length > 5 && !local.isEmpty()) {
        Labels labels =
            local.with("remote_address", address(words[1])).with("remote_port", port(words[1]));
        Server server =
            new Server(
                KernelFiles.number(words[3]),
                KernelFiles.number(words[4]),
                KernelFiles.number(words[5]));
        servers.merge(labels, server, Server::plus);
      }
    }
    servers.forEach(
        (labels, server) -> {
          backend(out, "connections_active", labels, server.active());
          backend(out, "connections_inactive", labels, server.inactive());
          backend(out, "weight", labels, server.weight());
        });
  }

  /** Traffic is told apart by an address, or by a mark of the firewall. */
  private static Labels local(String[] words) throws IOException {
    boolean marked = words[0].equals("FWM");
    return Labels.builder()
        .set("proto", words[0])
        .set("local_mark", marked ? words[1] : "")
        .set("local_address", marked ? "" : address(words[1]))
        .set("local_port", marked ? "0" : port(words[1]))
        .build();
  }

  private static void backend(Readings out, String name, Labels labels, double value) {
    String help = "Current " + name.replace('_', ' ') + " by address.";
    out.gauge("node_ipvs_backend_" + name, help, labels, value);
  }

  private static String port(String word) throws IOException {
    try {
      return Integer.toString(
          Integer.parseInt(word.substring(word.lastIndexOf(':') + 1), HEXADECIMAL));
    } catch (NumberFormatException e) {
      throw new IOException("\"" + word + "\" is no address with a port", e);
    }
  }

  private static String address(String word) throws IOException {
    String host = word.substring(0, Math.max(0, word.lastIndexOf(':')));
    if (host.startsWith("[")) {
      return shortened(host.substring(1, host.length() - 1));
    }
    try {
      return InetAddress.getByAddress(HexFormat.of().parseHex(host)).getHostAddress();
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IOException("\"" + word + "\" is no address with a port", e);
    }
  }

  /** An address of IPv6 as people write it: the longest run of zeros is left out. */
  private static String shortened(String full) {
    String[] groups = full.split(":");
    int from = -1;
    int length = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end].matches("0+")) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == from) {
        text.append(i + length == GROUPS ? "::" : ":");
        i += length - 1;
      } else {
        text.append(i == 0 ? "" : ":").append(groups[i].replaceFirst("^0+(?=.)", ""));
      }
    }
    return text.toString();
  }
}
