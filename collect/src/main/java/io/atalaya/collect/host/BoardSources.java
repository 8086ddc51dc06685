package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is on the board of the machine: its names ({@code /sys/class/dmi}), errors of its memory
 * ({@code edac}), its power supplies and the energy its processors use ({@code powercap}), and its
 * watchdogs.
 */
final class BoardSources {
  private static final List<String> NAMES =
      List.of(
          "bios_date",
          "bios_release",
          "bios_vendor",
          "bios_version",
          "board_asset_tag",
          "board_name",
          "board_serial",
          "board_vendor",
          "board_version",
          "chassis_asset_tag",
          "chassis_serial",
          "chassis_vendor",
          "chassis_version",
          "product_family",
          "product_name",
          "product_serial",
          "product_sku",
          "product_uuid",
          "product_version");

  private static final List<String> SUPPLY_NAMES =
      List.of(
          "capacity_level",
          "charge_type",
          "health",
          "manufacturer",
          "model_name",
          "serial_number",
          "status",
          "technology",
          "type",
          "usb_type",
          "scope");

  private static final List<String> WATCHDOG_NAMES =
      List.of("options", "identity", "state", "status", "pretimeout_governor");

  private static final Pattern CHANNEL = Pattern.compile("ch([0-9]+)_ce_count");
  private static final Pattern NUMBERED_ZONE = Pattern.compile("([^-]*)-([0-9]+)");
  private static final double MICROJOULES = 1e6;

  private final KernelFiles files;
  private final FileMetrics supply = FileMetrics.section("power_supply");
  private final FileMetrics watchdog = FileMetrics.section("watchdog");

  BoardSources(KernelFiles files) {
    this.files = files;
  }

  /** Names and versions; some can be read by root only. */
  void readNames(Readings out) throws IOException {
    Path folder = files.sys("class/dmi/id");
    Labels.Builder labels = Labels.builder();
    for (String name : NAMES) {
      files.word(folder.resolve(name)).ifPresent(value -> labels.set(name, value));
    }
    files.word(folder.resolve("sys_vendor")).ifPresent(v -> labels.set("system_vendor", v));
    Labels names = labels.build();
    if (names.isEmpty()) {
      throw new IOException("this machine does not tell what it is");
    }
    out.gauge("node_dmi_info", "What the firmware tells of this machine.", names, 1);
  }

  /** Errors of memory, by controller, row and channel. */
  void readMemoryErrors(Readings out) throws IOException {
    for (Path controller : files.children(files.sys("devices/system/edac/mc"))) {
      String name = String.valueOf(controller.getFileName());
      if (name.matches("mc[0-9]+")) {
        Labels labels = Labels.of("controller", name.substring(2));
        errors(out, "", controller, "", labels);
        errors(out, "csrow_", controller, "noinfo_", labels.with("csrow", "unknown"));
        readRows(out, controller, labels);
      }
    }
  }

  private void readRows(Readings out, Path controller, Labels labels) throws IOException {
    for (Path row : files.children(controller)) {
      String name = String.valueOf(row.getFileName());
      if (name.matches("csrow[0-9]+")) {
        Labels ofRow = labels.with("csrow", name.substring("csrow".length()));
        errors(out, "csrow_", row, "", ofRow);
        for (Path file : files.children(row)) {
          Matcher channel = CHANNEL.matcher(String.valueOf(file.getFileName()));
          if (channel.matches()) {
            readChannel(out, row, ofRow, channel.group(1));
          }
        }
      }
    }
  }

  private void readChannel(Readings out, Path row, Labels labels, String channel) {
    String prefix = "ch" + channel + "_";
    String label = files.word(row.resolve(prefix + "dimm_label")).orElse("unknown");
    label = label.replace("#", "").replace("csrow", "_csrow").replace("channel", "_channel");
    Labels all = labels.with("channel", channel).with("dimm_label", label);
    error(out, "channel_", "correctable", row.resolve(prefix + "ce_count"), all);
    error(out, "channel_", "uncorrectable", row.resolve(prefix + "ue_count"), all);
  }

  private void errors(Readings out, String of, Path folder, String which, Labels labels) {
    error(out, of, "correctable", folder.resolve("ce_" + which + "count"), labels);
    error(out, of, "uncorrectable", folder.resolve("ue_" + which + "count"), labels);
  }

  private void error(Readings out, String of, String kind, Path file, Labels labels) {
    files
        .wholeNumber(file)
        .ifPresent(
            count ->
                out.counter(
                    "node_edac_" + of + kind + "_errors_total",
                    "Total " + kind + " memory errors.",
                    labels,
                    count));
  }

  void readSupplies(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/power_supply"))) {
      Labels labels = Labels.of("power_supply", String.valueOf(folder.getFileName()));
      supply.read(out, files, folder, labels);
      out.gauge(
          "node_power_supply_info",
          "Non-numeric data of the power supply, value is always 1.",
          named(folder, labels, SUPPLY_NAMES),
          1);
    }
  }

  void readWatchdogs(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/watchdog"))) {
      Labels labels = Labels.of("name", String.valueOf(folder.getFileName()));
      watchdog.read(out, files, folder, labels);
      out.gauge(
          "node_watchdog_info",
          "Non-numeric data of the watchdog, value is always 1.",
          named(folder, labels, WATCHDOG_NAMES),
          1);
    }
  }

  private Labels named(Path folder, Labels labels, List<String> names) {
    Labels.Builder all = labels.toBuilder();
    names.forEach(n -> files.word(folder.resolve(n)).ifPresent(value -> all.set(n, value)));
    return all.build();
  }

  /**
   * Energy by zone. A zone's name ends with its number, as {@code package-0}; zones of one name
   * without numbers are counted.
   */
  void readEnergy(Readings out) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (Path folder : files.folders(files.sys("class/powercap"))) {
      String name = files.word(folder.resolve("name")).orElse("");
      if (!name.isEmpty()) {
        Matcher numbered = NUMBERED_ZONE.matcher(name);
        String zone = numbered.matches() ? numbered.group(1) : name;
        int index =
            numbered.matches() ? Integer.parseInt(numbered.group(2)) : seen.getOrDefault(zone, 0);
        seen.put(zone, index + 1);
        readZone(out, folder, zone, index);
      }
    }
  }

  private void readZone(Readings out, Path folder, String zone, int index) throws IOException {
    double energy = KernelFiles.number(files.text(folder.resolve("energy_uj")).strip());
    out.counter(
        "node_rapl_" + zone.replaceAll("[^a-zA-Z0-9_]", "_") + "_joules_total",
        "Energy used by " + zone + " in joules.",
        Labels.of("index", Integer.toString(index), "path", folder.toString()),
        energy / MICROJOULES);
  }
}
