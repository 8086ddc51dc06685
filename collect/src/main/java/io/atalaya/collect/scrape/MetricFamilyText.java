package io.atalaya.collect.scrape;

import io.atalaya.collect.scrape.ExpositionParser.Entry;
import io.atalaya.collect.scrape.ExpositionParser.MetricType;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole text in the format 0.0.4 or 1.0.0, read at once and sorted into its families. */
public final class MetricFamilyText {
  private static final String SUM = "_sum";
  private static final String COUNT = "_count";
  private static final String BUCKET = "_bucket";

  private final Map<String, Reading> families = new LinkedHashMap<>();

  /**
   * A metric family.
   *
   * @param type {@code counter}, {@code gauge}, {@code histogram}, {@code summary} or {@code
   *     unknown}
   * @param help null if the text says nothing of it
   * @param points in the order of the text
   */
  public record Family(String name, String type, @Nullable String help, List<Point> points) {
    public Family {
      points = List.copyOf(points);
    }
  }

  /**
   * One line.
   *
   * @param labels the metric's name included
   * @param timeMillis null if the line says none
   */
  public record Point(Labels labels, double value, @Nullable Long timeMillis) {}

  private static final class Reading {
    private MetricType type = MetricType.UNKNOWN;
    private @Nullable String help;
    private final List<Point> points = new ArrayList<>();
  }

  private MetricFamilyText() {}

  /**
   * Reads a text to its end.
   *
   * @return the families in the order in which they appear
   * @throws ExpositionException if it breaks the format; says in which line
   */
  public static Collection<Family> read(byte[] text) throws ExpositionException {
    MetricFamilyText all = new MetricFamilyText();
    TextParser parser = new TextParser(text, text.length);
    for (Entry entry = parser.next(); entry != Entry.END; entry = parser.next()) {
      all.add(entry, parser);
    }
    List<Family> found = new ArrayList<>();
    all.families.forEach((name, f) -> found.add(new Family(name, f.type.text(), f.help, f.points)));
    return found;
  }

  private void add(Entry entry, TextParser parser) throws ExpositionException {
    switch (entry) {
      case SERIES -> {
        Labels labels = labels(parser);
        Long time = parser.hasTimestamp ? parser.timestampMillis : null;
        familyOf(labels.metricName()).points.add(new Point(labels, parser.value, time));
      }
      case TYPE -> family(parser.name()).type = parser.type;
      case HELP -> family(parser.name()).help = parser.help();
      case UNIT, COMMENT, END -> {}
    }
  }

  private static Labels labels(TextParser parser) throws ExpositionException {
    try {
      return Labels.of(parser.labelPairs());
    } catch (IllegalArgumentException e) {
      throw parser.error(String.valueOf(e.getMessage()));
    }
  }

  private Reading family(String name) {
    return families.computeIfAbsent(name, n -> new Reading());
  }

  /** A histogram's or summary's own series count to it, as their suffixes tell. */
  private Reading familyOf(String name) {
    Reading own = families.get(name);
    if (own != null) {
      return own;
    }
    Reading summary = suffixed(name, MetricType.SUMMARY, SUM, COUNT);
    if (summary != null) {
      return summary;
    }
    Reading histogram = suffixed(name, MetricType.HISTOGRAM, SUM, COUNT, BUCKET);
    return histogram == null ? family(name) : histogram;
  }

  private @Nullable Reading suffixed(String name, MetricType type, String... suffixes) {
    for (String suffix : suffixes) {
      if (name.endsWith(suffix)) {
        Reading base = families.get(name.substring(0, name.length() - suffix.length()));
        if (base != null && base.type == type) {
          return base;
        }
      }
    }
    return null;
  }
}
