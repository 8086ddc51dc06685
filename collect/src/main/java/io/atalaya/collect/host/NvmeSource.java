package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Drives of NVMe and their namespaces: {@code /sys/class/nvme}. */
final class NvmeSource implements HostSource {
  private static final Pattern NAMESPACE = Pattern.compile("nvme[0-9]+n([0-9]+)");

  private final KernelFiles files;

  NvmeSource(KernelFiles files) {
    this.files = files;
  }

  @Override
  public void read(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/nvme"))) {
      String device = String.valueOf(folder.getFileName());
      Labels info =
          Labels.builder()
              .set("device", device)
              .set("firmware_revision", word(folder, "firmware_rev"))
              .set("model", word(folder, "model"))
              .set("serial", word(folder, "serial"))
              .set("state", word(folder, "state"))
              .set("cntlid", word(folder, "cntlid"))
              .build();
      out.gauge("node_nvme_info", "Non-numeric data, value is always 1.", info, 1);
      for (Path inside : files.folders(folder)) {
        Matcher name = NAMESPACE.matcher(String.valueOf(inside.getFileName()));
        if (name.matches()) {
          readNamespace(out, inside, Labels.of("device", device, "nsid", name.group(1)));
        }
      }
    }
  }

  private String word(Path folder, String file) {
    return files.word(folder.resolve(file)).orElse("");
  }

  private void readNamespace(Readings out, Path folder, Labels labels) {
    String state = files.word(folder.resolve("ana_state")).orElse("unknown");
    double block = files.wholeNumber(folder.resolve("queue/logical_block_size")).orElse(0.0);
    double size = files.wholeNumber(folder.resolve("size")).orElse(0.0) * block;
    double used = files.wholeNumber(folder.resolve("nuse")).orElse(0.0) * block;
    gauge(out, "info", "State, value is always 1.", labels.with("ana_state", state), 1);
    gauge(out, "capacity_bytes", "Capacity of the namespace.", labels, size);
    gauge(out, "size_bytes", "Size of the namespace.", labels, size);
    gauge(out, "used_bytes", "What of the namespace is used.", labels, used);
    gauge(out, "logical_block_size_bytes", "Size of a block.", labels, block);
  }

  private static void gauge(Readings out, String name, String help, Labels labels, double value) {
    out.gauge("node_nvme_namespace_" + name, help, labels, value);
  }
}
