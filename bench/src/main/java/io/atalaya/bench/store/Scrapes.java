package io.atalaya.bench.store;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recorded answers of one exporter: files {@code <milliseconds>.txt} in the text format, read into
 * columns. Reads what exporters write, not all that the format allows.
 */
final class Scrapes {
  /** One series; null where a scrape does not have it. */
  static final class Series {
    final Labels labels;
    final boolean counter;
    final @Nullable BigDecimal[] exact;
    final double[] values;

    private Series(Labels labels, boolean counter, int rows) {
      this.labels = labels;
      this.counter = counter;
      exact = new @Nullable BigDecimal[rows];
      values = new double[rows];
    }

    boolean isIn(int row) {
      return exact[row] != null || values[row] != 0;
    }

    /** By how much it grew from the first scrape to the last. */
    private @Nullable BigDecimal growth() {
      BigDecimal first = exact[0];
      BigDecimal last = exact[exact.length - 1];
      return first == null || last == null ? null : last.subtract(first);
    }

    /** Its value when the record is played once more, counters going on from where they were. */
    double value(int row, int repetition) {
      BigDecimal own = exact[row];
      BigDecimal growth = growth();
      return !counter || repetition == 0 || own == null || growth == null
          ? values[row]
          : own.add(growth.multiply(BigDecimal.valueOf(repetition))).doubleValue();
    }
  }

  final long[] millis;
  private final Map<Labels, Series> series = new HashMap<>();
  private final Set<String> counters = new HashSet<>();

  private Scrapes(long[] millis) {
    this.millis = millis;
  }

  List<Series> series() {
    return new ArrayList<>(series.values());
  }

  static Scrapes read(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> files = entries.filter(Scrapes::isScrape).sorted().toList();
      Scrapes scrapes = new Scrapes(files.stream().mapToLong(Scrapes::millisOf).toArray());
      for (int row = 0; row < files.size(); row++) {
        scrapes.add(row, Files.readAllLines(files.get(row)));
      }
      return scrapes;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isScrape(Path file) {
    return file.getFileName().toString().endsWith(".txt") && file.toFile().length() > 0;
  }

  private static long millisOf(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - ".txt".length()));
  }

  private void add(int row, List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        if (!words[3].equals("gauge") && !words[3].equals("untyped")) {
          counters.add(words[2]);
        }
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        addSample(row, line);
      }
    }
  }

  private void addSample(int row, String line) {
    int end = line.lastIndexOf(' ');
    Labels labels = labels(line.substring(0, end));
    String number = line.substring(end + 1);
    Series one =
        series.computeIfAbsent(
            labels, l -> new Series(l, isCounter(l.metricName()), millis.length));
    one.values[row] = Double.parseDouble(number.replace("Inf", "Infinity"));
    one.exact[row] = Double.isFinite(one.values[row]) ? new BigDecimal(number) : null;
  }

  private boolean isCounter(String name) {
    String family = name.replaceFirst("_(bucket|sum|count)$", "");
    return counters.contains(name) || counters.contains(family);
  }

  private static Labels labels(String text) {
    int brace = text.indexOf('{');
    Labels.Builder labels = Labels.builder();
    labels.set(Labels.METRIC_NAME, brace < 0 ? text : text.substring(0, brace));
    labels.set("instance", "localhost:9100");
    labels.set("job", "node");
    for (int at = brace + 1; brace >= 0 && text.charAt(at) != '}'; ) {
      int equals = text.indexOf('=', at);
      int close = closingQuote(text, equals + 2);
      labels.set(text.substring(at, equals), text.substring(equals + 2, close));
      at = text.charAt(close + 1) == ',' ? close + 2 : close + 1;
    }
    return labels.build();
  }

  private static int closingQuote(String text, int from) {
    int at = from;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }
}
