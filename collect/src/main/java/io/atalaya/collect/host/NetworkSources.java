package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code /proc/net} tells: interfaces, sockets and protocols. */
final class NetworkSources {
  private static final String[] COLUMNS = {
    "receive_bytes",
    "receive_packets",
    "receive_errs",
    "receive_drop",
    "receive_fifo",
    "receive_frame",
    "receive_compressed",
    "receive_multicast",
    "transmit_bytes",
    "transmit_packets",
    "transmit_errs",
    "transmit_drop",
    "transmit_fifo",
    "transmit_colls",
    "transmit_carrier",
    "transmit_compressed"
  };

  /** The fields of protocols that node_exporter tells by default. */
  private static final Pattern NETSTAT_FIELDS =
      Pattern.compile(
          ".*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)"
              + "|Icmp6?_(InMsgs|OutMsgs)"
              + "|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
              + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
              + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors)");

  private final KernelFiles files;
  private final Regex leftOut;
  private final NativeHost host;

  NetworkSources(KernelFiles files, HostConfig.Filter filter, NativeHost host) {
    this.files = files;
    this.leftOut = Regex.compile(filter.interfaces());
    this.host = host;
  }

  /** Two lines of titles, then {@code eth0: } and sixteen numbers. */
  void readInterfaces(Readings out) throws IOException {
    for (String line : files.lines(files.proc("net/dev"))) {
      int colon = line.lastIndexOf(':');
      String[] words = colon < 0 ? new String[0] : KernelFiles.words(line.substring(colon + 1));
      if (words.length >= COLUMNS.length) {
        String device = line.substring(0, colon).strip();
        if (!leftOut.matches(device)) {
          readInterface(out, device, words);
        }
      }
    }
  }

  private void readInterface(Readings out, String device, String[] words) throws IOException {
    for (int i = 0; i < COLUMNS.length; i++) {
      statistic(out, device, COLUMNS[i], words[i]);
    }
    Path noHandler = files.sys("class/net/" + device + "/statistics/rx_nohandler");
    Optional<String> count = files.word(noHandler);
    if (count.isPresent()) {
      statistic(out, device, "receive_nohandler", count.get());
    }
  }

  private static void statistic(Readings out, String device, String name, String value)
      throws IOException {
    out.counter(
        "node_network_" + name + "_total",
        "Network device statistic " + name + ".",
        Labels.of("device", device),
        KernelFiles.number(value));
  }

  /** Lines such as {@code TCP: inuse 4 orphan 0 tw 4 alloc 17 mem 1}. */
  void readSockets(Readings out) throws IOException {
    readSockets(out, files.proc("net/sockstat"));
    Path v6 = files.proc("net/sockstat6");
    if (Files.exists(v6)) {
      readSockets(out, v6);
    }
  }

  private void readSockets(Readings out, Path file) throws IOException {
    for (String line : files.lines(file)) {
      int colon = line.indexOf(':');
      String protocol = line.substring(0, Math.max(colon, 0));
      String[] words = KernelFiles.words(line.substring(colon + 1));
      for (int i = 0; i + 1 < words.length; i += 2) {
        readSocket(out, protocol, words[i], KernelFiles.number(words[i + 1]));
      }
    }
  }

  private void readSocket(Readings out, String protocol, String field, double value) {
    if (protocol.equals("sockets")) {
      sockets(out, "sockets_used", "Number of IPv4 sockets in use.", value);
      return;
    }
    String what = "Number of " + protocol + " sockets in state ";
    sockets(out, protocol + "_" + field, what + field + ".", value);
    if (field.equals("mem")) {
      double bytes = value * host.pageBytes();
      sockets(out, protocol + "_mem_bytes", what + "mem_bytes.", bytes);
    }
  }

  private static void sockets(Readings out, String name, String help, double value) {
    out.gauge("node_sockstat_" + name, help, Labels.empty(), value);
  }

  /** Pairs of lines: names, and below them the values, both led by the protocol. */
  void readProtocols(Readings out) throws IOException {
    for (String file : List.of("net/netstat", "net/snmp")) {
      List<String> lines = files.lines(files.proc(file));
      for (int i = 0; i + 1 < lines.size(); i += 2) {
        String[] names = KernelFiles.words(lines.get(i));
        String[] values = KernelFiles.words(lines.get(i + 1));
        String protocol = names[0].replace(":", "");
        for (int k = 1; k < Math.min(names.length, values.length); k++) {
          readField(out, protocol, names[k], values[k]);
        }
      }
    }
    Path v6 = files.proc("net/snmp6");
    if (Files.exists(v6)) {
      readProtocols6(out, v6);
    }
  }

  /** Lines such as {@code Ip6InReceives 7}. */
  private void readProtocols6(Readings out, Path file) throws IOException {
    for (String line : files.lines(file)) {
      String[] words = KernelFiles.words(line);
      int six = words[0].indexOf('6');
      if (words.length == 2 && six > 0) {
        String protocol = words[0].substring(0, six + 1);
        readField(out, protocol, words[0].substring(six + 1), words[1]);
      }
    }
  }

  private static void readField(Readings out, String protocol, String name, String value)
      throws IOException {
    String field = protocol + "_" + name;
    if (NETSTAT_FIELDS.matcher(field).matches()) {
      out.untyped(
          "node_netstat_" + field, "Statistic " + protocol + name + ".", KernelFiles.number(value));
    }
  }
}
