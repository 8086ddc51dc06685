package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** What {@code /proc/meminfo}, {@code /proc/vmstat} and {@code /proc/pressure} tell. */
final class MemorySources {
  private static final Pattern VMSTAT_FIELDS = Pattern.compile("(oom_kill|pgpg|pswp|pg.*fault).*");
  private static final double MICROS_PER_SECOND = 1e6;

  private final KernelFiles files;

  MemorySources(KernelFiles files) {
    this.files = files;
  }

  /** Lines such as {@code MemTotal: 3742148 kB} and {@code Active(anon): 1 kB}. */
  void readMeminfo(Readings out) throws IOException {
    for (String line : files.lines(files.proc("meminfo"))) {
      String[] words = KernelFiles.words(line);
      if (words.length < 2) {
        continue;
      }
      String field = words[0].replace(":", "").replace('(', '_').replace(")", "");
      boolean isKilobytes = words.length > 2 && words[2].equals("kB");
      String name = isKilobytes ? field + "_bytes" : field;
      double value = KernelFiles.number(words[1]) * (isKilobytes ? 1024 : 1);
      out.gauge(
          "node_memory_" + name, "Memory information field " + name + ".", Labels.empty(), value);
    }
  }

  void readVmstat(Readings out) throws IOException {
    for (String line : files.lines(files.proc("vmstat"))) {
      String[] words = KernelFiles.words(line);
      if (words.length == 2 && VMSTAT_FIELDS.matcher(words[0]).matches()) {
        out.untyped(
            "node_vmstat_" + words[0],
            "/proc/vmstat information field " + words[0] + ".",
            KernelFiles.number(words[1]));
      }
    }
  }

  /** Files of lines such as {@code some avg10=0.10 avg60=0.00 avg300=0.00 total=8171}. */
  void readPressure(Readings out) throws IOException {
    read(out, "cpu", "some", "cpu_waiting", "processes have waited for CPU time");
    read(out, "io", "some", "io_waiting", "processes have waited due to IO congestion");
    read(out, "io", "full", "io_stalled", "no process could make progress due to IO congestion");
    read(out, "memory", "some", "memory_waiting", "processes have waited for memory");
    read(
        out,
        "memory",
        "full",
        "memory_stalled",
        "no process could make progress due to memory congestion");
    if (Files.exists(files.proc("pressure/irq"))) {
      read(
          out,
          "irq",
          "full",
          "irq_stalled",
          "no process could make progress due to IRQ congestion");
    }
  }

  private void read(Readings out, String file, String row, String name, String what)
      throws IOException {
    for (String line : files.lines(files.proc("pressure/" + file))) {
      int total = line.indexOf("total=");
      if (line.startsWith(row) && total > 0) {
        double micros = KernelFiles.number(line.substring(total + "total=".length()).strip());
        out.counter(
            "node_pressure_" + name + "_seconds_total",
            "Total time in seconds that " + what,
            Labels.empty(),
            micros / MICROS_PER_SECOND);
      }
    }
  }
}
