package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Metrics that are one number each in a file of its own: a section of {@code kernel-files.txt}.
 * What a machine does not have is left out.
 *
 * @param rows which file becomes which metric
 */
record FileMetrics(List<Row> rows) {
  /**
   * One metric.
   *
   * @param file where its number is, relative to the folder of the device
   * @param factor what the number is multiplied with, for the unit
   * @param divisor what it is divided by; a decimal fraction would not be exact
   */
  record Row(String file, String metric, Reading.Type type, double factor, double divisor) {}

  FileMetrics {
    rows = List.copyOf(rows);
  }

  /** The metrics of a section. */
  static FileMetrics section(String name) {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : table().lines().toList()) {
      if (line.startsWith("[")) {
        inside = line.equals("[" + name + "]");
      } else if (inside && !line.isEmpty()) {
        String[] words = line.split(" ");
        Reading.Type type = words[2].equals("counter") ? Reading.Type.COUNTER : Reading.Type.GAUGE;
        String scale = words.length > 3 ? words[3] : "*1";
        double by = Double.parseDouble(scale.substring(1));
        boolean divides = scale.startsWith("/");
        rows.add(new Row(words[0], words[1], type, divides ? 1 : by, divides ? by : 1));
      }
    }
    return new FileMetrics(rows);
  }

  private static String table() {
    try (InputStream in = FileMetrics.class.getResourceAsStream("kernel-files.txt")) {
      if (in == null) {
        throw new IllegalStateException("kernel-files.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the files of a folder. */
  void read(Readings out, KernelFiles files, Path folder, Labels labels) {
    tell(out, labels, row -> files.wholeNumber(folder.resolve(row.file())));
  }

  /** Tells what is found for each row. */
  void tell(Readings out, Labels labels, Function<Row, Optional<Double>> number) {
    for (Row row : rows) {
      number
          .apply(row)
          .ifPresent(
              value ->
                  out.addAll(
                      List.of(
                          new Reading(
                              row.metric(),
                              row.type(),
                              "What " + row.file() + " tells.",
                              labels,
                              value * row.factor() / row.divisor()))));
    }
  }
}
