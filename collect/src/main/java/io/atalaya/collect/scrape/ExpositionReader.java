package io.atalaya.collect.scrape;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole exposition at once, for bodies that are not scraped again and again. */
public final class ExpositionReader {
  /**
   * One sample.
   *
   * @param series its labels, the metric's name among them
   * @param hasTimestamp whether the exposition gives it a time of its own
   */
  public record Sample(Labels series, double value, boolean hasTimestamp) {}

  /** All of a body. */
  public record Exposed(List<Sample> samples, List<Metadata> families) {
    public Exposed {
      samples = List.copyOf(samples);
      families = List.copyOf(families);
    }
  }

  private ExpositionReader() {}

  /**
   * Reads a body.
   *
   * @param contentType what its sender says it is; text if nothing
   * @throws IllegalArgumentException that says what is wrong, and where
   */
  public static Exposed read(byte[] body, String contentType) {
    try {
      return Exposition.isProtobuf(contentType, ScrapeProtocol.TEXT_0_0_4)
          ? protobuf(body)
          : walk(Exposition.parser(body, body.length, contentType, ScrapeProtocol.TEXT_0_0_4));
    } catch (ExpositionException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Exposed walk(ExpositionParser parser) throws ExpositionException {
    List<Sample> samples = new ArrayList<>();
    FamilyMetadata metadata = new FamilyMetadata();
    while (true) {
      ExpositionParser.Entry entry = parser.next();
      switch (entry) {
        case SERIES ->
            samples.add(new Sample(labels(parser.labelPairs()), parser.value, parser.hasTimestamp));
        case TYPE, HELP, UNIT -> metadata.take(entry, parser);
        case COMMENT -> {}
        case END -> {
          SampleBatch told = new SampleBatch(0);
          metadata.tell(told);
          return new Exposed(samples, told.metadata());
        }
      }
    }
  }

  private static Exposed protobuf(byte[] body) throws ExpositionException {
    Collected collected = new Collected();
    new ProtoWalk(body, body.length, HistogramOptions.defaults(), collected).run();
    return new Exposed(collected.samples, collected.families);
  }

  /** Takes what a walk over protobuf finds; each series is asked for once. */
  private static final class Collected implements Intake {
    private final List<Labels> series = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Metadata> families = new ArrayList<>();

    @Override
    public long series(byte[] key, int length, Pairs pairs) throws ExpositionException {
      series.add(labels(pairs.get()));
      return series.size() - 1L;
    }

    @Override
    public void add(long ref, long timeMillis, double value) {
      samples.add(new Sample(series.get((int) ref), value, timeMillis != NO_TIME));
    }

    @Override
    public void add(long ref, long timeMillis, Histogram histogram) {
      throw new IllegalStateException("native histograms are not asked for");
    }

    @Override
    public void startedAt(long millis) {
      // Only values are read.
    }

    @Override
    public void exemplar(long ref, Labels labels, double value, long timeMillis) {
      // Only values are read.
    }

    @Override
    public void contradictoryHistogram() {
      // Cannot be, as none is converted.
    }

    @Override
    public void family(String name, String type, String unit, String help) {
      families.add(new Metadata(name, type, unit, help));
    }
  }

  private static Labels labels(String[] pairs) throws ExpositionException {
    Labels.Builder labels = Labels.builder();
    for (int i = 0; i < pairs.length; i += 2) {
      if (labels.has(pairs[i])) {
        throw new ExpositionException("label name \"" + pairs[i] + "\" is not unique");
      }
      labels.set(pairs[i], pairs[i + 1]);
    }
    return labels.build();
  }
}
