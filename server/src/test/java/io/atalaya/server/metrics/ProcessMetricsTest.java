package io.atalaya.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up proc file system; the names are those of Prometheus' client libraries. */
class ProcessMetricsTest {
  @TempDir private Path proc;

  private String written() {
    MetricsText out = new MetricsText();
    new ProcessMetrics(proc).write(out);
    return out.toString();
  }

  @Test
  void memoryFilesLimitsAndTrafficAreTold() throws IOException {
    Path self = proc.resolve("self");
    Files.createDirectories(self.resolve("fd"));
    Files.createDirectories(self.resolve("net"));
    Files.writeString(self.resolve("fd/0"), "");
    Files.writeString(self.resolve("status"), "Name:\tx\nVmSize:\t  2000 kB\nVmRSS:\t  1000 kB\n");
    Files.writeString(
        self.resolve("limits"),
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max open files            1024                 4096                 files
        Max address space         unlimited            unlimited            bytes
        """);
    Files.writeString(
        self.resolve("net/netstat"),
        """
        TcpExt: SyncookiesSent InOctets
        TcpExt: 1 2
        IpExt: InNoRoutes InOctets OutOctets
        IpExt: 3 500 700
        """);
    assertThat(written())
        .contains(
            "\nprocess_resident_memory_bytes 1024000\n",
            "\nprocess_open_fds 1\n",
            "\nprocess_max_fds 1024\n",
            "\nprocess_virtual_memory_max_bytes 18446744073709552000\n",
            "\nprocess_network_receive_bytes_total 500\n",
            "\nprocess_network_transmit_bytes_total 700\n");
  }

  @Test
  void withoutAProcFileSystemTheRestIsTold() {
    assertThat(written()).contains("process_start_time_seconds").doesNotContain("process_max_fds");
  }
}
