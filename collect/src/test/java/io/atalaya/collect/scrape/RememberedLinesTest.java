package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What is remembered of the scrapes before must change nothing but the speed: a body that changes
 * from scrape to scrape gives what somebody reads in it who sees it for the first time.
 */
class RememberedLinesTest {
  private static final String TEXT = "text/plain; version=0.0.4";
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "1.",
          ".5",
          "-1",
          "-0",
          "+3",
          "00012",
          "3.25",
          "NaN",
          "nan",
          "+Inf",
          "-Inf",
          "inf",
          "1e3",
          "1.5E-7",
          "1.7632e+09",
          "123456789012345",
          "123456789012345678",
          "1234567890123456789",
          "9007199254740993",
          "0.30000000000000004",
          "-12.000000000000001",
          "3.141592653589793",
          "1e999",
          "0x1p3",
          "1_000",
          "--1",
          "1.2.3",
          "-",
          ".",
          "5e-324",
          "12345678901234567890123",
          "0.00000000000000000000001");

  /** One value of those that both formats take, more often than not the one before. */
  private static String value(Random random, String before) {
    if (random.nextInt(3) > 0) {
      return before;
    }
    return random.nextInt(8) > 0
        ? Long.toString(random.nextLong() >>> random.nextInt(64))
        : VALUES.get(random.nextInt(VALUES.size()));
  }

  private static String suffix(Random random, boolean openMetrics) {
    return switch (random.nextInt(openMetrics ? 24 : 30)) {
      case 0 -> openMetrics ? " 1700000000.5" : " 1700000000500";
      case 1 -> openMetrics ? " # {trace_id=\"x\"} " + random.nextDouble() : "";
      case 2 -> openMetrics ? " # {trace_id=\"y\"} 0.5 1700000001" : "";
      case 25 -> " ";
      case 26 -> "\t";
      case 27 -> "\r";
      default -> "";
    };
  }

  private static String body(List<String> keys, Map<String, String> values, Random random) {
    boolean openMetrics = random.nextInt(3) == 0;
    List<String> lines = new ArrayList<>();
    Map<String, List<String>> families = new HashMap<>();
    for (String key : keys) {
      if (random.nextInt(30) == 0) {
        continue;
      }
      if (random.nextInt(3) == 0) {
        // Bodies differ in what they say of a family; one body does not contradict itself.
        lines.addAll(families.computeIfAbsent(key.replaceAll("\\{.*", ""), f -> family(f, random)));
      }
      String value = value(random, values.getOrDefault(key, "1"));
      if (random.nextInt(4) > 0) {
        values.put(key, value);
      }
      String space = openMetrics || random.nextInt(40) > 0 ? " " : "  ";
      lines.add(key + space + value + suffix(random, openMetrics));
      if (random.nextInt(40) == 0) {
        lines.add(lines.getLast());
      }
      if (random.nextInt(40) == 0) {
        lines.add(openMetrics ? "# TYPE other counter" : "# just a word");
      }
    }
    if (random.nextInt(5) == 0) {
      Collections.shuffle(lines, random);
    }
    String text = String.join("\n", lines);
    return openMetrics ? text + "\n# EOF\n" : text + (random.nextBoolean() ? "\n" : "");
  }

  private static List<String> family(String name, Random random) {
    String help = random.nextInt(6) == 0 ? " Other" : " Usual";
    String type = random.nextInt(6) == 0 ? " gauge" : " counter";
    return List.of("# HELP " + name + help, "# TYPE " + name + type);
  }

  private static List<String> keys(Random random) {
    List<String> keys = new ArrayList<>();
    for (int i = 1 + random.nextInt(30); i > 0; i--) {
      String labels = i % 4 == 0 ? "" : "{number=\"" + i + "\",path=\"/a b\"}";
      keys.add("m" + i % 5 + "_" + (i % 4 == 0 ? i : "x") + labels);
    }
    return keys;
  }

  /** What one body gave. */
  private record Taken(
      int scraped, int kept, String error, Map<Labels, List<String>> samples, List<String> more) {}

  /** What a sink had before a body. */
  private record Before(Map<Labels, Integer> samples, int exemplars) {
    static Before of(RecordingSink sink) {
      Map<Labels, Integer> samples = new HashMap<>();
      sink.samples().forEach((series, rows) -> samples.put(series, rows.size()));
      return new Before(samples, sink.exemplars().size());
    }

    int rows(Labels series) {
      return samples.getOrDefault(series, 0);
    }
  }

  private static Taken take(TargetIngest into, RecordingSink sink, byte[] body, int length) {
    Before seen = Before.of(sink);
    String type =
        new String(body, 0, length, StandardCharsets.UTF_8).endsWith("# EOF\n")
            ? OPEN_METRICS
            : TEXT;
    into.begin(1_700_000_002_000L);
    Counts counts = into.take(new Fetcher.Body(body, length, type, ""));
    into.commit();
    Map<Labels, List<String>> samples = new HashMap<>();
    sink.samples()
        .forEach((s, rows) -> samples.put(s, texts(rows.subList(seen.rows(s), rows.size()))));
    samples.values().removeIf(List::isEmpty);
    List<String> exemplars =
        sink.exemplars().subList(seen.exemplars(), sink.exemplars().size()).stream()
            .map(SampleBatch.Exemplar::toString)
            .map(text -> text.replaceAll("ref=[0-9]+", ""))
            .toList();
    return new Taken(
        counts.scraped(), counts.kept(), String.valueOf(counts.error()), samples, exemplars);
  }

  private static List<String> texts(List<Sample> rows) {
    return rows.stream()
        .map(s -> s.timestampMillis() + " " + Double.doubleToRawLongBits(s.value()))
        .toList();
  }

  /** Whether what is known of a family is what was told of it just now, as far as it was told. */
  private static boolean agrees(SampleBatch.Metadata known, SampleBatch.Metadata told) {
    return known.family().equals(told.family())
        && (told.type().isEmpty() || told.type().equals(known.type()))
        && (told.help().isEmpty() || told.help().equals(known.help()));
  }

  @Property(tries = 300)
  void aBodyMeansTheSameToWhoKnowsTheOnesBefore(@ForAll long seed) {
    Random random = new Random(seed);
    RecordingSink sink = new RecordingSink();
    TargetIngest into = TestTarget.ingest(sink, HistogramOptions.defaults());
    List<String> keys = keys(random);
    Map<String, String> values = new HashMap<>();
    byte[] buffer = new byte[1 << 14];
    for (int scrape = 0; scrape < 12; scrape++) {
      byte[] body = body(keys, values, random).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(body, 0, buffer, 0, body.length);
      RecordingSink fresh = new RecordingSink();
      TargetIngest stranger = TestTarget.ingest(fresh, HistogramOptions.defaults());

      assertThat(take(into, sink, buffer, body.length))
          .isEqualTo(take(stranger, fresh, body, body.length));
      assertThat(stranger.families())
          .allMatch(told -> into.families().stream().anyMatch(known -> agrees(known, told)));
    }
  }
}
