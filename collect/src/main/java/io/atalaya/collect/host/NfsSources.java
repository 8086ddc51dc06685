package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NFS, as client and as server: {@code /proc/net/rpc/nfs} and {@code nfsd}. Each line is a word and
 * numbers; in lines of procedures the first number says how many follow.
 *
 * <pre>
 *   net 70 70 69 45                   packets, of UDP, of TCP, connections
 *   rpc 1218785755 374636 1218815394  calls, sent again, logins renewed
 *   proc3 22 1 4084749 29200 …        one for each procedure
 * </pre>
 */
final class NfsSources {
  /** Procedures in the order of the protocol; what is not told of has the name {@code -}. */
  private static final List<String> VERSION_2 =
      names(
          "Null GetAttr SetAttr Root Lookup ReadLink Read WrCache Write Create Remove Rename Link"
              + " SymLink MkDir RmDir ReadDir FsStat");

  private static final List<String> VERSION_3 =
      names(
          "Null GetAttr SetAttr Lookup Access ReadLink Read Write Create MkDir SymLink MkNod Remove"
              + " RmDir Rename Link ReadDir ReadDirPlus FsStat FsInfo PathConf Commit");

  private static final List<String> CLIENT_4 =
      names(
          "Null Read Write Commit Open OpenConfirm OpenNoattr OpenDowngrade Close Setattr FsInfo"
              + " Renew SetClientID SetClientIDConfirm Lock Lockt Locku Access Getattr Lookup"
              + " LookupRoot Remove Rename Link Symlink Create Pathconf StatFs ReadLink ReadDir"
              + " ServerCaps DelegReturn GetACL SetACL FsLocations ReleaseLockowner Secinfo"
              + " FsidPresent ExchangeID CreateSession DestroySession Sequence GetLeaseTime"
              + " ReclaimComplete GetDeviceInfo LayoutGet LayoutCommit LayoutReturn SecinfoNoName"
              + " TestStateID FreeStateID GetDeviceList BindConnToSession DestroyClientID Seek"
              + " Allocate DeAllocate LayoutStats Clone");

  private static final List<String> SERVER_4 =
      names(
          "- - - Access Close Commit Create DelegPurge DelegReturn GetAttr GetFH Link Lock Lockt"
              + " Locku Lookup LookupRoot Nverify Open OpenAttr OpenConfirm OpenDgrd PutFH - - Read"
              + " ReadDir ReadLink Remove Rename Renew RestoreFH SaveFH SecInfo SetAttr SetClientID"
              + " SetClientIDConfirm Verify Write RelLockOwner");

  private final KernelFiles files;

  NfsSources(KernelFiles files) {
    this.files = files;
  }

  private static List<String> names(String text) {
    return List.of(text.split(" "));
  }

  private Map<String, double[]> lines(Path file) throws IOException {
    Map<String, double[]> lines = new HashMap<>();
    for (String line : files.lines(file)) {
      String[] words = KernelFiles.words(line);
      double[] numbers = new double[words.length - 1];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = KernelFiles.number(words[i + 1]);
      }
      lines.put(words[0], numbers);
    }
    return lines;
  }

  private static double at(Map<String, double[]> lines, String line, int index) {
    double[] numbers = lines.get(line);
    return numbers == null || index >= numbers.length ? 0 : numbers[index];
  }

  private static void requests(
      Readings out, String of, String version, List<String> names, double[] numbers) {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals("-")) {
        out.counter(
            of + "_requests_total",
            "Calls by procedure.",
            Labels.of("proto", version, "method", names.get(i)),
            i + 1 < numbers.length ? numbers[i + 1] : 0);
      }
    }
  }

  private static double[] numbers(Map<String, double[]> lines, String line) {
    return lines.getOrDefault(line, new double[0]);
  }

  private static void counter(Readings out, String metric, String help, double value) {
    out.counter(metric, help, Labels.empty(), value);
  }

  void readClient(Readings out) throws IOException {
    Map<String, double[]> lines = lines(files.proc("net/rpc/nfs"));
    packets(out, "node_nfs", "protocol", lines);
    counter(out, "node_nfs_rpcs_total", "Calls.", at(lines, "rpc", 0));
    counter(out, "node_nfs_rpc_retransmissions_total", "Calls sent again.", at(lines, "rpc", 1));
    counter(
        out, "node_nfs_rpc_authentication_refreshes_total", "Logins renewed.", at(lines, "rpc", 2));
    requests(out, "node_nfs", "2", VERSION_2, numbers(lines, "proc2"));
    requests(out, "node_nfs", "3", VERSION_3, numbers(lines, "proc3"));
    requests(out, "node_nfs", "4", CLIENT_4, numbers(lines, "proc4"));
  }

  private static void packets(Readings out, String of, String label, Map<String, double[]> lines) {
    String help = "Packets by protocol.";
    out.counter(of + "_packets_total", help, Labels.of(label, "udp"), at(lines, "net", 1));
    out.counter(of + "_packets_total", help, Labels.of(label, "tcp"), at(lines, "net", 2));
    counter(out, of + "_connections_total", "Connections of TCP.", at(lines, "net", 3));
  }

  void readServer(Readings out) throws IOException {
    Map<String, double[]> lines = lines(files.proc("net/rpc/nfsd"));
    String of = "node_nfsd";
    counter(out, of + "_reply_cache_hits_total", "Answers kept.", at(lines, "rc", 0));
    counter(out, of + "_reply_cache_misses_total", "Answers not kept.", at(lines, "rc", 1));
    counter(out, of + "_reply_cache_nocache_total", "Not to be kept.", at(lines, "rc", 2));
    counter(out, of + "_file_handles_stale_total", "Stale handles.", at(lines, "fh", 0));
    counter(out, of + "_disk_bytes_read_total", "Bytes read.", at(lines, "io", 0));
    counter(out, of + "_disk_bytes_written_total", "Bytes written.", at(lines, "io", 1));
    out.gauge(of + "_server_threads", "Threads that serve.", Labels.empty(), at(lines, "th", 0));
    out.gauge(of + "_read_ahead_cache_size_blocks", "Blocks.", Labels.empty(), at(lines, "ra", 0));
    counter(out, of + "_read_ahead_cache_not_found_total", "Misses.", at(lines, "ra", 11));
    packets(out, of, "proto", lines);
    counter(out, of + "_server_rpcs_total", "Calls.", at(lines, "rpc", 0));
    String help = "Calls that were wrong.";
    out.counter(of + "_rpc_errors_total", help, Labels.of("error", "fmt"), at(lines, "rpc", 2));
    out.counter(of + "_rpc_errors_total", help, Labels.of("error", "auth"), at(lines, "rpc", 3));
    out.counter(of + "_rpc_errors_total", help, Labels.of("error", "cInt"), at(lines, "rpc", 4));
    requests(out, of, "2", withoutNull(VERSION_2), numbers(lines, "proc2"));
    requests(out, of, "3", withoutNull(VERSION_3), numbers(lines, "proc3"));
    requests(out, of, "4", SERVER_4, numbers(lines, "proc4ops"));
    out.counter(
        of + "_requests_total",
        "Calls by procedure.",
        Labels.of("proto", "4", "method", "WdelegGetattr"),
        at(lines, "wdeleg_getattr", 0));
  }

  private static List<String> withoutNull(List<String> names) {
    return names.stream().map(n -> n.equals("Null") ? "-" : n).toList();
  }
}
