package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Links beyond Ethernet: InfiniBand, Fibre Channel, tapes, and bonds of interfaces. */
final class FabricSources {
  private static final double BYTES_PER_GIGABIT = 1e9 / 8;

  /** Files of a host of Fibre Channel that are labels. */
  private static final List<String> HOST_NAMES =
      List.of(
          "speed",
          "port_state",
          "port_type",
          "port_id",
          "port_name",
          "fabric_name",
          "symbolic_name",
          "supported_classes",
          "supported_speeds",
          "dev_loss_tmo");

  /** Those that are numbers in hexadecimal, without the prefix. */
  private static final List<String> HEXADECIMAL = List.of("port_id", "port_name", "fabric_name");

  private final KernelFiles files;
  private final FileMetrics infiniband = FileMetrics.section("infiniband");
  private final FileMetrics fibreChannel = FileMetrics.section("fibrechannel");
  private final FileMetrics tape = FileMetrics.section("tape");

  FabricSources(KernelFiles files) {
    this.files = files;
  }

  void readInfiniband(Readings out) throws IOException {
    for (Path device : files.folders(files.sys("class/infiniband"))) {
      String name = String.valueOf(device.getFileName());
      Labels info =
          Labels.builder()
              .set("device", name)
              .set("board_id", files.word(device.resolve("board_id")).orElse(""))
              .set("firmware_version", files.word(device.resolve("fw_ver")).orElse(""))
              .set("hca_type", files.word(device.resolve("hca_type")).orElse(""))
              .build();
      out.gauge("node_infiniband_info", "Non-numeric data, value is always 1.", info, 1);
      for (Path port : files.folders(device.resolve("ports"))) {
        readPort(out, port, name);
      }
    }
  }

  private void readPort(Readings out, Path port, String device) {
    Labels labels = Labels.of("device", device, "port", String.valueOf(port.getFileName()));
    before(port.resolve("state"), ":").ifPresent(v -> port(out, "state_id", labels, v));
    before(port.resolve("phys_state"), ":")
        .ifPresent(v -> port(out, "physical_state_id", labels, v));
    before(port.resolve("rate"), " ")
        .ifPresent(v -> port(out, "rate_bytes_per_second", labels, v * BYTES_PER_GIGABIT));
    infiniband.read(out, files, port, labels);
  }

  private static void port(Readings out, String name, Labels labels, double value) {
    out.gauge("node_infiniband_" + name, "Of the InfiniBand port.", labels, value);
  }

  /** The number at the beginning, as in {@code 4: ACTIVE} and {@code 40 Gb/sec (4X QDR)}. */
  private Optional<Double> before(Path file, String separator) {
    try {
      String text = files.word(file).orElse("");
      int end = text.indexOf(separator);
      return end < 0
          ? Optional.empty()
          : Optional.of(KernelFiles.number(text.substring(0, end).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void readFibreChannel(Readings out) throws IOException {
    for (Path host : files.folders(files.sys("class/fc_host"))) {
      Labels labels = Labels.of("fc_host", String.valueOf(host.getFileName()));
      Labels.Builder info = labels.toBuilder();
      for (String name : HOST_NAMES) {
        String value = files.word(host.resolve(name)).orElse("");
        boolean prefixed = HEXADECIMAL.contains(name) && value.length() > 2;
        info.set(name, prefixed ? value.substring(2) : value);
      }
      out.gauge("node_fibrechannel_info", "Non-numeric data, value is always 1.", info.build(), 1);
      boolean known = !files.word(host.resolve("port_state")).orElse("Unknown").equals("Unknown");
      Path counters = host.resolve("statistics");
      fibreChannel.tell(
          out,
          labels,
          row -> known ? files.wholeNumber(counters.resolve(row.file())) : Optional.of(0.0));
    }
  }

  void readTapes(Readings out) throws IOException {
    for (Path device : files.folders(files.sys("class/scsi_tape"))) {
      String name = String.valueOf(device.getFileName());
      if (name.matches("st[0-9]+")) {
        tape.read(out, files, device.resolve("stats"), Labels.of("device", name));
      }
    }
  }

  /** Bonds, and how many of the interfaces in each are up. */
  void readBonds(Readings out) throws IOException {
    Path all = files.sys("class/net");
    for (String bond : named(files.text(all.resolve("bonding_masters")))) {
      int up = 0;
      String[] parts = named(files.text(all.resolve(bond).resolve("bonding/slaves")));
      for (String part : parts) {
        up += state(all.resolve(bond), part).equals("up") ? 1 : 0;
      }
      Labels labels = Labels.of("master", bond);
      String help = " interfaces of the bond.";
      out.gauge("node_bonding_slaves", "Number of configured" + help, labels, parts.length);
      out.gauge("node_bonding_active", "Number of active" + help, labels, up);
    }
  }

  private String state(Path bond, String part) {
    String file = "bonding_slave/mii_status";
    return files
        .word(bond.resolve("lower_" + part).resolve(file))
        .or(() -> files.word(bond.resolve("slave_" + part).resolve(file)))
        .orElse("");
  }

  private static String[] named(String text) {
    return text.isBlank() ? new String[0] : KernelFiles.words(text);
  }
}
