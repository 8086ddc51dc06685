package io.atalaya.collect.host;

import com.sun.management.OperatingSystemMXBean;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the Java runtime tells about machines that are not Linux, under the same names. */
final class JavaSources {
  private final OperatingSystemMXBean system;
  private final FileSystem files;

  JavaSources(OperatingSystemMXBean system, FileSystem files) {
    this.system = system;
    this.files = files;
  }

  void readLoad(Readings out) throws IOException {
    double load = system.getSystemLoadAverage();
    if (load < 0) {
      throw new IOException("this system has no load average");
    }
    out.gauge("node_load1", "1m load average.", Labels.empty(), load);
  }

  void readMemory(Readings out) {
    memory(out, "MemTotal_bytes", (double) system.getTotalMemorySize());
    memory(out, "MemFree_bytes", (double) system.getFreeMemorySize());
    memory(out, "SwapTotal_bytes", (double) system.getTotalSwapSpaceSize());
    memory(out, "SwapFree_bytes", (double) system.getFreeSwapSpaceSize());
  }

  private static void memory(Readings out, String name, double value) {
    out.gauge(
        "node_memory_" + name, "Memory information field " + name + ".", Labels.empty(), value);
  }

  void readFilesystems(Readings out) throws IOException {
    for (Path root : files.getRootDirectories()) {
      FileStore store = Files.getFileStore(root);
      Labels labels =
          Labels.of("device", store.name(), "mountpoint", root.toString(), "fstype", store.type());
      space(out, "size_bytes", "Filesystem size in bytes.", labels, (double) store.getTotalSpace());
      space(
          out,
          "free_bytes",
          "Filesystem free space in bytes.",
          labels,
          (double) store.getUnallocatedSpace());
      space(
          out,
          "avail_bytes",
          "Filesystem space available to non-root users in bytes.",
          labels,
          (double) store.getUsableSpace());
    }
  }

  private static void space(Readings out, String name, String help, Labels labels, double value) {
    out.gauge("node_filesystem_" + name, help, labels, value);
  }

  void readName(Readings out, String name, String version, String architecture) {
    out.gauge(
        "node_uname_info",
        "Labeled system information as provided by the uname system call.",
        Labels.builder()
            .set("sysname", name)
            .set("release", version)
            .set("machine", architecture)
            .build(),
        1);
  }
}
