package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.query.exec.Shards;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescriptionParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Aggregating parts of the series, wherever they are, and merging gives what all of them give. */
class ShardsTest {
  private static final String TENANT = "default";
  private static final long END_MILLIS = 1_200_000;
  private static final SeriesDescriptionParser PARSER =
      new SeriesDescriptionParser((a, b) -> a, (a, b) -> a);

  private static final List<String> EXPRESSIONS =
      List.of(
          "sum(x)",
          "sum by (a) (rate(x[5m]))",
          "avg by (a) (x)",
          "avg without (b) (increase(x[5m]))",
          "count by (a) (x)",
          "group by (a) (x)",
          "min by (a) (x)",
          "max(delta(x[10m]))",
          "stddev by (a) (x)",
          "stdvar(avg_over_time(x[5m]))",
          "quantile by (a) (0.3, x)",
          "sum(quantile_over_time(0.9, x[5m]))",
          "sum by (a) (x offset 1m) / count by (a) (x @ 600)",
          "max_over_time(sum by (a) (rate(x[2m]))[5m:1m])",
          "topk(1, sum by (a) (x))");

  @Property(tries = 12)
  void anySplitOfTheSeriesGivesTheSameToTheBit(
      @ForAll @IntRange(min = 1, max = 5) int shardCount, @ForAll long seed) {
    Random random = new Random(seed);
    MemorySource whole = new MemorySource();
    List<MemorySource> parts = new ArrayList<>();
    for (int i = 0; i < shardCount; i++) {
      parts.add(new MemorySource());
    }
    for (int i = 0; i < 30; i++) {
      addSeries(i, whole, parts.get(random.nextInt(shardCount)), random);
    }
    Engine alone = engine(whole);
    Engine merging = engine(whole).withShards(over(parts));
    for (String expression : EXPRESSIONS) {
      assertThat(range(merging, expression)).as(expression).isEqualTo(range(alone, expression));
      assertThat(instant(merging, expression)).as(expression).isEqualTo(instant(alone, expression));
    }
  }

  private static void addSeries(int i, MemorySource whole, MemorySource part, Random random) {
    Labels labels =
        Labels.of("__name__", "x", "a", Integer.toString(i % 4), "b", Integer.toString(i));
    boolean histograms = random.nextInt(12) == 0;
    for (long t = 0; t <= END_MILLIS; t += 60_000) {
      if (histograms) {
        SequenceValue value = histogram(random);
        whole.add(labels, t, ((SequenceValue.HistogramValue) value).value(), 0);
        part.add(labels, t, ((SequenceValue.HistogramValue) value).value(), 0);
      } else {
        double value = number(random);
        whole.add(labels, t, value, 0);
        part.add(labels, t, value, 0);
      }
    }
  }

  private static SequenceValue histogram(Random random) {
    String text =
        "x {{schema:%d sum:%s count:%s buckets:[%s 2.2]}}"
            .formatted(
                random.nextInt(2), random.nextDouble(), random.nextDouble(), random.nextDouble());
    return PARSER.parse(text).values().getFirst();
  }

  private static double number(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Double.NaN;
      case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 2 -> Double.MAX_VALUE;
      case 3 -> -1e200 * random.nextDouble();
      case 4 -> Double.MIN_VALUE;
      case 5 -> -0.0;
      default -> (random.nextDouble() - 0.3) * Math.pow(10, random.nextInt(30) - 15);
    };
  }

  private static Engine engine(MemorySource source) {
    return new Engine(source, EngineOptions.DEFAULT, System::nanoTime);
  }

  private static Shards over(List<MemorySource> parts) {
    return (tenant, fragment) ->
        parts.stream()
            .map(part -> engine(part).fragment(tenant, fragment, 0, 1, QueryOptions.DEFAULT))
            .toList();
  }

  private static String range(Engine engine, String expression) {
    return Answers.text(
        engine.range(TENANT, expression, 300_000, END_MILLIS, 90_000, QueryOptions.DEFAULT));
  }

  private static String instant(Engine engine, String expression) {
    return Answers.text(engine.instant(TENANT, expression, END_MILLIS, QueryOptions.DEFAULT));
  }

  @Test
  void whatWasReadElsewhereIsCounted() {
    MemorySource part = new MemorySource();
    part.add(Labels.of("__name__", "x"), END_MILLIS, 1, 0);
    Engine merging = engine(new MemorySource()).withShards(over(List.of(part, part)));
    QueryResult result = merging.instant(TENANT, "count(x)", END_MILLIS, QueryOptions.DEFAULT);
    assertThat(result.statistics().samplesRead()).isEqualTo(2);
    assertThat(result.statistics().seriesSelected()).isEqualTo(2);
  }

  @Test
  void whatASingleShardCannotKnowIsEvaluatedByTheQuery() {
    Shards never =
        (tenant, fragment) -> {
          throw new AssertionError("asked");
        };
    Engine engine = engine(new MemorySource()).withShards(never);
    for (String expression :
        List.of("sum(rate({a=\"1\"}[5m]))", "topk(1, x)", "sum(-x)", "count_values(\"v\", x)")) {
      engine.instant(TENANT, expression, 0, QueryOptions.DEFAULT);
    }
  }

  @Test
  void bytesThatAreNoFragmentAreRefused() {
    Engine engine = engine(new MemorySource());
    assertThatThrownBy(
            () -> engine.fragment(TENANT, new byte[] {1, 2, 3}, 0, 1, QueryOptions.DEFAULT))
        .isInstanceOf(QueryException.class);
  }

  @Property(tries = 200)
  void damagedBytesAreRefusedAndNothingElse(@ForAll long seed) {
    Random random = new Random(seed);
    MemorySource source = new MemorySource();
    addSeries(1, source, new MemorySource(), random);
    Engine damaged =
        engine(source)
            .withShards(
                (tenant, fragment) ->
                    List.of(
                        damage(
                            random,
                            engine(source)
                                .fragment(tenant, fragment, 0, 1, QueryOptions.DEFAULT))));
    try {
      damaged.instant(TENANT, "stddev by (a) (x)", END_MILLIS, QueryOptions.DEFAULT);
    } catch (QueryException e) {
      assertThat(e).hasMessageStartingWith("a shard gave no partial aggregate");
    }
  }

  private static byte[] damage(Random random, byte[] bytes) {
    byte[] damaged = bytes.clone();
    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    return damaged;
  }
}
