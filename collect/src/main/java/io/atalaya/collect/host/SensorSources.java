package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sensors of the hardware, where there are any: {@code /sys/class/hwmon}, {@code
 * /sys/class/thermal}, and the frequencies of the processors.
 */
final class SensorSources {
  /** A file of a sensor: its type, its number, and what of it, such as {@code temp1_input}. */
  private static final Pattern FILE = Pattern.compile("([^0-9]+)([0-9]*)(?:_(.+))?");

  private static final Set<String> TYPES =
      Set.of(
          "vrm",
          "beep_enable",
          "update_interval",
          "in",
          "cpu",
          "fan",
          "pwm",
          "temp",
          "curr",
          "power",
          "energy",
          "humidity",
          "intrusion",
          "freq");

  private static final Set<String> SPEEDS = Set.of("input", "min", "max", "target");
  private static final double MILLI = 1e-3;
  private static final double MICRO = 1e-6;
  private static final double HERTZ_PER_KILOHERTZ = 1000;

  private final KernelFiles files;

  SensorSources(KernelFiles files) {
    this.files = files;
  }

  void readChips(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/hwmon"))) {
      String chip = chip(folder);
      files
          .word(folder.resolve("name"))
          .map(SensorSources::clean)
          .filter(name -> !name.isEmpty())
          .ifPresent(
              name ->
                  out.gauge(
                      "node_hwmon_chip_names",
                      "Annotation metric for human-readable chip names",
                      Labels.of("chip", chip, "chip_name", name),
                      1));
      Map<String, Map<String, String>> sensors = new TreeMap<>();
      collect(folder, sensors);
      collect(folder.resolve("device"), sensors);
      sensors.forEach((sensor, facts) -> readSensor(out, chip, sensor, facts));
    }
  }

  /** A name that does not depend on the order in which modules were loaded. */
  private String chip(Path folder) throws IOException {
    Path device = folder.resolve("device");
    if (Files.exists(device)) {
      Path real = device.toRealPath();
      Path bus = real.getParent();
      String type = bus == null ? "" : clean(String.valueOf(bus.getFileName()));
      String name = clean(String.valueOf(real.getFileName()));
      if (!name.isEmpty()) {
        return type.isEmpty() ? name : type + "_" + name;
      }
    }
    String given = files.word(folder.resolve("name")).map(SensorSources::clean).orElse("");
    return given.isEmpty() ? clean(String.valueOf(folder.toRealPath().getFileName())) : given;
  }

  private static String clean(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9:_]", "_").replaceAll("^_+|_+$", "");
  }

  private void collect(Path folder, Map<String, Map<String, String>> sensors) throws IOException {
    for (Path file : files.children(folder)) {
      Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
      if (name.matches() && TYPES.contains(name.group(1)) && Files.isRegularFile(file)) {
        String number = name.group(2).isEmpty() ? "0" : name.group(2);
        String fact = name.group(3) == null ? "" : name.group(3);
        files
            .word(file)
            .ifPresent(
                value ->
                    sensors
                        .computeIfAbsent(name.group(1) + number, _ -> new TreeMap<>())
                        .put(fact, value));
      }
    }
  }

  private static void readSensor(
      Readings out, String chip, String sensor, Map<String, String> facts) {
    Labels labels = Labels.of("chip", chip, "sensor", sensor);
    String label = facts.get("label");
    if (label != null) {
      out.gauge(
          "node_hwmon_sensor_label",
          "Label for given chip and sensor",
          labels.with("label", label),
          1);
    }
    String type = sensor.replaceAll("[0-9]+$", "");
    facts.forEach(
        (fact, text) -> {
          if (!fact.equals("label")) {
            number(text).ifPresent(v -> read(out, type, fact, facts, labels, v));
          }
        });
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Names and units are those of the kernel's interface for sensors, as node_exporter has them. */
  private static void read(
      Readings out,
      String type,
      String fact,
      Map<String, String> facts,
      Labels labels,
      double value) {
    switch (type) {
      case "beep_enable" -> tell(out, "beep_enabled", labels, value);
      case "vrm" -> tell(out, "voltage_regulator_version", labels, value);
      case "update_interval" -> tell(out, "update_interval_seconds", labels, value * MILLI);
      default -> {
        String name = name(type, fact, facts);
        if (fact.equals("fault") || fact.equals("alarm")) {
          tell(out, name, labels, value);
        } else if (fact.equals("beep")) {
          tell(out, name + "_enabled", labels, value);
        } else {
          readMeasured(out, type, fact, facts, name, labels, value);
        }
      }
    }
  }

  private static String name(String type, String fact, Map<String, String> facts) {
    boolean plain = fact.isEmpty() || (fact.equals("input") && !facts.containsKey(""));
    return plain ? type : type + "_" + clean(fact);
  }

  private static void readMeasured(
      Readings out,
      String type,
      String fact,
      Map<String, String> facts,
      String name,
      Labels labels,
      double value) {
    switch (type) {
      case "in", "cpu" -> tell(out, name + "_volts", labels, value * MILLI);
      case "curr" -> tell(out, name + "_amps", labels, value * MILLI);
      case "energy" ->
          out.counter(
              "node_hwmon_" + name + "_joule_total",
              "Hardware monitor: " + name,
              labels,
              value * MICRO);
      case "power" -> readPower(out, fact, name, labels, value);
      case "humidity" -> tell(out, name, labels, value * MICRO);
      case "temp" -> {
        boolean measured = !fact.equals("type");
        tell(out, measured ? name + "_celsius" : name, labels, measured ? value * MILLI : value);
      }
      case "fan" -> tell(out, SPEEDS.contains(fact) ? name + "_rpm" : name, labels, value);
      case "freq" -> {
        String label = facts.get("label");
        if (fact.equals("input") && label != null) {
          tell(out, name + "_freq_mhz", labels.with("sensor", clean(label)), value * MICRO);
        } else if (!fact.equals("input")) {
          tell(out, name, labels, value);
        }
      }
      default -> tell(out, name, labels, value);
    }
  }

  private static void readPower(
      Readings out, String fact, String name, Labels labels, double value) {
    if (fact.equals("accuracy")) {
      tell(out, name, labels, value * MICRO);
    } else if (fact.startsWith("average_interval")) {
      tell(out, name + "_seconds", labels, value * MILLI);
    } else {
      tell(out, name + "_watt", labels, value * MICRO);
    }
  }

  private static void tell(Readings out, String name, Labels labels, double value) {
    out.gauge("node_hwmon_" + name, "Hardware monitor: " + name, labels, value);
  }

  void readZones(Readings out) throws IOException {
    for (Path folder : files.folders(files.sys("class/thermal"))) {
      String name = String.valueOf(folder.getFileName());
      String type = files.word(folder.resolve("type")).orElse("");
      if (name.startsWith("thermal_zone")) {
        Labels labels = Labels.of("zone", name.substring("thermal_zone".length()), "type", type);
        files
            .wholeNumber(folder.resolve("temp"))
            .ifPresent(
                v ->
                    out.gauge(
                        "node_thermal_zone_temp",
                        "Zone temperature in Celsius",
                        labels,
                        v * MILLI));
      } else if (name.startsWith("cooling_device")) {
        Labels labels = Labels.of("name", name.substring("cooling_device".length()), "type", type);
        for (String state : List.of("cur_state", "max_state")) {
          files
              .wholeNumber(folder.resolve(state))
              .ifPresent(
                  v ->
                      out.gauge(
                          "node_cooling_device_" + state,
                          "Throttle state of the cooling device: " + state,
                          labels,
                          v));
        }
      }
    }
  }

  /** Frequencies are told in kilohertz. */
  void readFrequencies(Readings out) throws IOException {
    Map<String, String> metrics =
        Map.of(
            "cpuinfo_cur_freq", "cpu_frequency_hertz",
            "cpuinfo_min_freq", "cpu_frequency_min_hertz",
            "cpuinfo_max_freq", "cpu_frequency_max_hertz",
            "scaling_cur_freq", "cpu_scaling_frequency_hertz",
            "scaling_min_freq", "cpu_scaling_frequency_min_hertz",
            "scaling_max_freq", "cpu_scaling_frequency_max_hertz");
    for (Path cpu : files.folders(files.sys("devices/system/cpu"))) {
      String name = String.valueOf(cpu.getFileName());
      Path folder = cpu.resolve("cpufreq");
      if (name.matches("cpu[0-9]+") && Files.isDirectory(folder)) {
        Labels labels = Labels.of("cpu", name.substring("cpu".length()));
        metrics.forEach(
            (file, metric) ->
                files
                    .wholeNumber(folder.resolve(file))
                    .ifPresent(
                        v ->
                            out.gauge(
                                "node_" + metric,
                                "Frequency of the CPU in hertz",
                                labels,
                                v * HERTZ_PER_KILOHERTZ)));
        readGovernor(out, folder, labels);
      }
    }
  }

  private void readGovernor(Readings out, Path folder, Labels labels) {
    String current = files.word(folder.resolve("scaling_governor")).orElse("");
    String all = files.word(folder.resolve("scaling_available_governors")).orElse("");
    for (String governor : all.isEmpty() ? new String[0] : KernelFiles.words(all)) {
      out.gauge(
          "node_cpu_scaling_governor",
          "Current enabled CPU frequency governor.",
          labels.with("governor", governor),
          governor.equals(current) ? 1 : 0);
    }
  }
}
