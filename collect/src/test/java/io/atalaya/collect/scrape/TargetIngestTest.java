package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.model.relabel.RelabelRule.Action;
import io.atalaya.model.relabel.Relabeling;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetIngestTest {
  private final RecordingSink sink = new RecordingSink();

  private static Target target(ScrapeConfig config) {
    return ((Target.Outcome.Kept)
            Target.of(config, Relabeling.none(), Labels.of("__address__", "h:1"), Labels.empty()))
        .target();
  }

  private TargetIngest ingest(ScrapeConfig config) {
    SampleGroup group = sink.open(SampleSink.DEFAULT_TENANT, "x");
    return new TargetIngest(group, target(config), config, new ScrapeCounters());
  }

  private static Counts take(TargetIngest into, long atMillis, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    into.begin(atMillis);
    Counts counts = into.take(new Fetcher.Body(bytes, bytes.length, "text/plain", ""));
    into.markVanished();
    into.commit();
    return counts;
  }

  @Test
  void aBodyMayEndInTheMiddleOfWhatItSaysOfAFamily() {
    Counts counts = take(ingest(ScrapeConfig.of("j")), 1000, "a 1\n# HELP a text");
    assertThat(counts).isEqualTo(new Counts(1, 1, 1, null));
    assertThat(sink.metadata()).extracting(SampleBatch.Metadata::help).containsExactly("text");
  }

  /**
   * Random expositions, whose series come and go and change their order, next to a model that knows
   * nothing of caches: a map of what was there last time.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void storesWhatANaiveReaderWouldStore(long seed) {
    Random random = new Random(seed);
    TargetIngest into = ingest(ScrapeConfig.of("j"));
    Map<String, List<Sample>> expected = new HashMap<>();
    Set<String> before = new HashSet<>();
    for (long at = 1000; at <= 60_000; at += 1000) {
      Map<String, Integer> now = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        if (random.nextInt(10) > 0) {
          now.put("m" + i % 7 + "{i=\"" + i + "\"}", random.nextInt(3));
        }
      }
      boolean broken = random.nextInt(8) == 0;
      take(into, at, body(now, random, broken));
      if (broken) {
        now.clear();
      }
      for (Map.Entry<String, Integer> e : now.entrySet()) {
        expect(expected, e.getKey(), at, e.getValue());
      }
      before.removeAll(now.keySet());
      for (String gone : before) {
        expect(expected, gone, at, SampleValue.STALE);
      }
      before = new HashSet<>(now.keySet());
    }
    assertThat(stored()).isEqualTo(readable(expected));
  }

  private static String body(Map<String, Integer> series, Random random, boolean broken) {
    List<String> lines = new ArrayList<>();
    series.forEach((key, value) -> lines.add(key + " ".repeat(1 + random.nextInt(2)) + value));
    if (random.nextInt(3) == 0) {
      Collections.shuffle(lines, random);
    }
    lines.add(random.nextInt(lines.size() + 1), "# TYPE m1 gauge");
    if (broken) {
      lines.add("this is not a sample");
    }
    return String.join("\n", lines) + "\n";
  }

  private static void expect(
      Map<String, List<Sample>> expected, String key, long at, double value) {
    expected.computeIfAbsent(key, k -> new ArrayList<>()).add(new Sample(at, value));
  }

  private Map<String, List<String>> stored() {
    Map<String, List<Sample>> byKey = new HashMap<>();
    sink.samples()
        .forEach(
            (labels, samples) ->
                byKey.put(labels.metricName() + "{i=\"" + labels.get("i") + "\"}", samples));
    return readable(byKey);
  }

  private static Map<String, List<String>> readable(Map<String, List<Sample>> samples) {
    Map<String, List<String>> texts = new HashMap<>();
    samples.forEach(
        (key, rows) ->
            texts.put(
                key,
                rows.stream()
                    .map(
                        s ->
                            s.timestampMillis()
                                + (SampleValue.isStale(s.value()) ? " stale" : " " + s.value()))
                    .toList()));
    return texts;
  }

  @Test
  void aSeriesThatComesFromTwoLinesLivesAsLongAsOneOfThem() {
    TargetIngest into =
        ingest(
            ScrapeConfig.of("j")
                .withRelabelling(
                    List.of(), List.of(RelabelRule.of(Action.LABELDROP, List.of(), "x"))));
    take(into, 1000, "a{x=\"1\"} 1\na{x=\"2\"} 2\n");
    take(into, 2000, "a{x=\"2\"} 2\n");
    assertThat(sink.samplesOf("__name__", "a"))
        .noneMatch(sample -> SampleValue.isStale(sample.value()));
  }

  @Test
  void aNameThatIsFollowedByLabelsIsNotTakenForTheBareSeriesBefore() {
    TargetIngest into = ingest(ScrapeConfig.of("j"));
    take(into, 1000, "a 1\n");
    take(into, 2000, "a {x=\"1\"} 2\n");
    assertThat(sink.lastOf("__name__", "a", "x", "1")).hasValue(2);
  }

  @Test
  void countsAsAddedWhatWasNotInTheScrapeBefore() {
    TargetIngest into = ingest(ScrapeConfig.of("j"));
    assertThat(take(into, 1000, "a 1\nb 1\n").added()).isEqualTo(2);
    assertThat(take(into, 2000, "a 1\n").added()).isZero();
    assertThat(take(into, 3000, "a 1\nb 1\n").added()).isEqualTo(1);
    take(into, 4000, "a 1\nbroken");
    assertThat(take(into, 5000, "a 1\nb 1\nc 1\n").added()).isEqualTo(1);
  }

  @Test
  void seriesThatAreNeverSeenAgainAreForgotten() {
    TargetIngest into = ingest(ScrapeConfig.of("j"));
    for (int scrape = 0; scrape < 20; scrape++) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 600; i++) {
        body.append("a{i=\"").append(scrape * 600 + i).append("\"} 1\n");
      }
      Counts counts = take(into, 1000 + scrape * 1000L, body.toString());
      assertThat(counts.added()).isEqualTo(600);
    }
    assertThat(into.rememberedSeries()).isLessThan(3000);
  }

  @Test
  void readingWhatHasNotChangedAllocatesNothingPerLine() {
    StringBuilder text = new StringBuilder("# HELP a How much.\n# TYPE a counter\n");
    for (int i = 0; i < 5000; i++) {
      text.append("a{path=\"/things/").append(i).append("\",code=\"200\"} ").append(i / 8.0);
      text.append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Fetcher.Body body = new Fetcher.Body(bytes, bytes.length, "text/plain", "");
    ScrapeConfig config = ScrapeConfig.of("j");
    TargetIngest into =
        new TargetIngest(new Forgetful(), target(config), config, new ScrapeCounters());
    long allocated = 0;
    for (int scrape = 0; scrape < 50; scrape++) {
      long before = allocatedBytes();
      into.begin(scrape * 1000L);
      into.take(body);
      into.markVanished();
      into.commit();
      allocated = allocatedBytes() - before;
    }
    assertThat(allocated).isLessThan(5000);
  }

  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  /** Takes everything and keeps nothing. */
  private static final class Forgetful implements SampleGroup {
    private long refs;

    @Override
    public long register(Labels labels) {
      return ++refs;
    }

    @Override
    public Appended append(SampleBatch batch) {
      return new Appended(batch.size(), 0, 0, 0, 0);
    }

    @Override
    public void close() {}
  }
}
