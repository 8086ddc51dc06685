package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.store.downsample.Resolution;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands below {@code tsdb}, with promtool as the judge where it is installed. */
class TsdbCommandsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long FIRST_SECONDS = NOW.getEpochSecond() - 86_400;

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> expected = new ArrayList<>();
  private Path text;
  private String data;

  @BeforeEach
  void writeText() throws IOException {
    data = dir.resolve("data").toString();
    StringBuilder lines = new StringBuilder("# TYPE m gauge\n");
    Random random = new Random(1);
    for (int series = 0; series < 4; series++) {
      for (int i = 0; i < 1000; i++) {
        String value = List.of("0.5", "NaN", "+Inf", "-3", "1e+21", "7").get(random.nextInt(6));
        long seconds = FIRST_SECONDS + i * 15L;
        lines.append("m{i=\"" + series + "\"} " + value + " " + seconds + "\n");
        expected.add("{__name__=\"m\", i=\"" + series + "\"} " + value + " " + seconds + "000");
      }
    }
    text = Files.writeString(dir.resolve("m.om"), lines + "# EOF\n");
  }

  private int run(String... args) {
    Surroundings surroundings =
        new Surroundings(
            Map.of(), new PrintWriter(out), new PrintWriter(err), new VirtualScheduler(NOW), "1");
    CheckRunner checks = (configuration, remembers) -> List::of;
    return new Cli(surroundings, options -> 0, checks, PromqlExpressions.with(Set.of())).run(args);
  }

  private String answer(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertThat(run(args)).as(err.toString()).isZero();
    return out.toString();
  }

  private List<String> dump(String directory) {
    return answer("tsdb", "dump", "--data", directory).lines().toList();
  }

  private void backfill() {
    assertThat(answer("tsdb", "create-blocks-from", "openmetrics", text.toString(), data))
        .contains("stored 4,000 samples");
  }

  @Test
  void whatIsDumpedAsOpenMetricsCanBeStoredAgain() throws IOException {
    Path odd =
        Files.writeString(
            dir.resolve("odd.om"),
            """
            # TYPE "with.dots" gauge
            {"with.dots","label.dots"="a\\\\b\\"\\n\tc"} 1.5 %d.25
            plain 2 %d
            # EOF
            """
                .formatted(FIRST_SECONDS, FIRST_SECONDS));
    answer("tsdb", "create-blocks-from", "openmetrics", "-q", odd.toString(), data);
    String dumped = answer("tsdb", "dump-openmetrics", data);
    String again = dir.resolve("again").toString();
    Path file = Files.writeString(dir.resolve("dumped.om"), dumped);
    String[] store = {"create-blocks-from", "openmetrics", "-q", "--label=x=y", file.toString()};
    assertThat(answer("tsdb", store[0], store[1], store[2], store[3], store[4], again)).isEmpty();

    assertThat(dumped)
        .contains("plain{} 2 " + FIRST_SECONDS + ".000\n")
        .contains(
            "{\"with.dots\",\"label.dots\"=\"a\\\\b\\\"\\n\tc\"} 1.5 " + FIRST_SECONDS + ".250\n")
        .endsWith("# EOF\n");
    assertThat(dump(again))
        .isEqualTo(dump(data).stream().map(line -> line.replace("\"}", "\", x=\"y\"}")).toList());
  }

  @Test
  void aDumpMayBeOfSeveralSelectorsAndOfLabelsAlone() {
    backfill();
    assertThat(
            answer("tsdb", "dump", "--format=seriesjson", "--match=m{i='1'}", "--match=m", data)
                .lines())
        .containsExactly(
            "{\"__name__\":\"m\",\"i\":\"1\"}",
            "{\"__name__\":\"m\",\"i\":\"0\"}",
            "{\"__name__\":\"m\",\"i\":\"2\"}",
            "{\"__name__\":\"m\",\"i\":\"3\"}");
    String first = FIRST_SECONDS + "000";
    assertThat(answer("tsdb", "dump", data, "--min-time=" + first, "--max-time=" + first).lines())
        .hasSize(4);
    assertThat(run("tsdb", "dump", "--format=x", data)).isEqualTo(64);
  }

  @Test
  void optionsMayStandBeforeTheWordsOfTheirCommand() {
    backfill();
    assertThat(answer("tsdb", "--match=m{i='1'}", "--format", "prom", "dump", data).lines())
        .hasSize(1000);
    assertThat(answer("--experimental", "promql", "format", "1+1")).isEqualTo("1 + 1\n");
    assertThat(run("tsdb", "nothing", "dump")).isEqualTo(64);
    assertThat(answer("--version")).isEqualTo(answer("version"));
  }

  @Test
  void theBenchStoresAllItsSamples() throws IOException {
    Path series =
        Files.writeString(
            dir.resolve("series.json"),
            """
            {"__name__":"a_total","instance":"x:1"}
            {"__name__":"a_total","instance":"x:2"}
            {"__name__":"a_total","instance":"x:1"}
            {"__name__":"b"}
            {"__name__":"c"}
            """);
    String bench = dir.resolve("bench").toString();
    String said =
        answer(
            "tsdb",
            "bench",
            "write",
            "--out",
            bench,
            "--metrics=3",
            "--scrapes=250",
            series.toString());
    assertThat(said).contains(">> start stage=ingestScrapes", " > total samples: 750");
    assertThat(dump(bench + "/storage"))
        .hasSize(750)
        .contains(
            "{__name__=\"b\"} 1.23457789e+08 30000", "{__name__=\"b\"} 1.23706789e+08 7500000");
    assertThat(run("tsdb", "bench", "write", "--out", bench)).isNotZero();
  }

  @Test
  void aTextBecomesBlocksThatCanBeListedAnalysedVerifiedAndDumped() {
    backfill();
    assertThat(dump(data)).isEqualTo(expected);
    assertThat(answer("tsdb", "list", "--data", data).lines()).hasSizeBetween(3, 5);
    assertThat(answer("tsdb", "analyze", "--data", data))
        .contains("Series 4, label pairs 5")
        .contains("\n4 i\n")
        .contains("\n4 m\n");
    assertThat(answer("tsdb", "verify", "--data", data)).contains("blocks are well, 0 damaged");
  }

  @Test
  void aDumpTakesWhatIsAskedForOnly() {
    backfill();
    String second = Long.toString(FIRST_SECONDS + 15);
    String dumped =
        answer(
            "tsdb",
            "dump",
            "--data=" + data,
            "--match=m{i=~\"[12]\"}",
            "--min-time=" + second,
            "--max-time=" + Instant.ofEpochSecond(FIRST_SECONDS + 30));
    assertThat(dumped.lines())
        .containsExactly(
            expected.get(1001), expected.get(1002), expected.get(2001), expected.get(2002));
  }

  @Test
  void doingItTwiceStoresNothingTwice() {
    backfill();
    backfill();
    assertThat(dump(data)).isEqualTo(expected);
  }

  @Test
  void aSnapshotHasTheSame() {
    backfill();
    String copy = dir.resolve("copy").toString();
    answer("tsdb", "snapshot", copy, "--data", data);
    assertThat(dump(copy)).isEqualTo(expected);
    assertThat(run("tsdb", "snapshot", copy, "--data", data)).isEqualTo(69);
    assertThat(err.toString()).contains("is a store already");
  }

  @Test
  void whatIsExportedCanBeImportedAgain() {
    backfill();
    String exported = dir.resolve("prometheus").toString();
    assertThat(answer("tsdb", "export-prometheus", exported, "--data", data))
        .contains("exported 4,000 samples");
    String again = dir.resolve("again").toString();
    assertThat(answer("tsdb", "import-prometheus", exported, "--data", again))
        .contains("imported 4,000 samples");
    assertThat(dump(again)).isEqualTo(expected);
  }

  @Test
  void whatIsDamagedInAPrometheusIsNamedAndTheRestTakenOver() throws IOException {
    backfill();
    Path exported = dir.resolve("prometheus");
    answer("tsdb", "export-prometheus", exported.toString(), "--data", data);
    Path second = Files.createDirectory(exported.resolve("01BX5ZZKBKACTAV9WEVGEMMVRZ"));
    Files.writeString(second.resolve("meta.json"), "{");
    try (Stream<Path> files = Files.walk(exported)) {
      Path chunks = files.filter(f -> f.endsWith("chunks/000001")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(chunks);
      bytes[100] ^= 1;
      Files.write(chunks, bytes);
    }
    String again = dir.resolve("again").toString();
    out.getBuffer().setLength(0);
    assertThat(run("tsdb", "import-prometheus", exported.toString(), "--data", again)).isOne();
    assertThat(err.toString())
        .contains("meta.json is not what it should be")
        .contains("a chunk of series {__name__=\"m\", i=\"0\"}: the checksum of a chunk is wrong");
    String told = out.toString();
    List<String> rest = dump(again);
    assertThat(rest).hasSizeBetween(3700, 3999);
    assertThat(expected).containsAll(rest);
    assertThat(told).contains(String.format(Locale.ROOT, "imported %,d samples", rest.size()));
  }

  @Test
  void promtoolSeesInAnExportWhatIsInTheStore() throws Exception {
    backfill();
    String exported = dir.resolve("prometheus").toString();
    answer("tsdb", "export-prometheus", exported, "--data", data);
    assertThat(promtool("tsdb", "dump", exported).lines())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void whatPromtoolMakesIsImported() throws Exception {
    Path blocks = Files.createDirectory(dir.resolve("prometheus"));
    promtool("tsdb", "create-blocks-from", "openmetrics", text.toString(), blocks.toString());
    answer("tsdb", "import-prometheus", blocks.toString(), "--data", data);
    assertThat(dump(data)).isEqualTo(expected);
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "promtool")));
    assumeTrue(there, "promtool is not installed");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path result = dir.resolve("promtool.out");
    Process process = new ProcessBuilder(command).redirectOutput(result.toFile()).start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(result);
  }

  @Test
  void whatIsWrongIsOneLineWithAnExitCode() throws IOException {
    assertThat(run("tsdb", "list", "--data", data)).isEqualTo(69);
    assertThat(err.toString()).contains("there is no store in");
    assertThat(run("tsdb", "import-prometheus", dir.toString(), "--data", data)).isEqualTo(69);
    assertThat(err.toString()).contains("there are no samples of a Prometheus in");
    String wrong = Files.writeString(dir.resolve("wrong.om"), "m 1\n# EOF\n").toString();
    assertThat(run("tsdb", "create-blocks-from", "openmetrics", wrong, data)).isEqualTo(69);
    assertThat(err.toString()).contains("line 1: a sample to be backfilled needs a timestamp");
    backfill();
    assertThat(run("tsdb", "dump", "--data", data, "--min-time", "x")).isEqualTo(64);
    assertThat(run("tsdb", "import-prometheus")).isEqualTo(64);
    assertThat(err.toString()).contains("Missing required parameter: 'DIR'");
    assertThat(run("tsdb", "import-prometheus", "/nowhere")).isEqualTo(69);
    assertThat(err.toString()).contains("/nowhere does not exist");
    assertThat(run("tsdb", "dump", "--data", data, "--match", "m{")).isEqualTo(64);
  }

  /** A store whose samples became aggregates of an hour, among others. */
  private void storeWithAggregates() throws IOException {
    StoreOptions options =
        StoreOptions.defaults()
            .withBlockRange(Duration.ofMinutes(10))
            .withDownsampling(Map.of(Resolution.ONE_HOUR, Duration.ofDays(30)));
    VirtualScheduler clock = new VirtualScheduler(NOW.minus(Duration.ofDays(2)));
    try (Tsdb store = Tsdb.open(Path.of(data), options, clock);
        SampleGroup group = store.open(SampleSink.DEFAULT_TENANT, "test")) {
      for (int i = 1; i <= 24 * 6; i++) {
        clock.advance(Duration.ofMinutes(10));
        SampleBatch batch = new SampleBatch(clock.millis());
        batch.add(group.register(Labels.of("__name__", "m")), i);
        assertThat(group.append(batch).complete()).isTrue();
      }
    }
  }

  @Test
  void aggregatesAreListedVerifiedAndDumpedToo() throws IOException {
    storeWithAggregates();
    assertThat(answer("tsdb", "list", "--data", data)).contains("  1h ");
    List<String> dumped =
        answer("tsdb", "dump", "--data", data, "--aggregates", "1h").lines().toList();
    long firstHour = NOW.minus(Duration.ofDays(2)).plus(Duration.ofHours(1)).toEpochMilli();
    assertThat(dumped)
        .contains(
            "{__aggregate__=\"last\", __name__=\"m\"} 6 " + firstHour,
            "{__aggregate__=\"sum\", __name__=\"m\"} 21 " + firstHour,
            "{__aggregate__=\"count\", __name__=\"m\"} 6 " + firstHour);
    assertThat(run("tsdb", "dump", "--data", data, "--aggregates", "2h")).isEqualTo(64);
    String verified = answer("tsdb", "verify", "--data", data);
    assertThat(verified).contains("blocks are well, 0 damaged");
    try (Stream<Path> blocks = Files.list(Path.of(data, "blocks-1h"))) {
      Path block = blocks.filter(p -> p.toString().endsWith(".block")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(block);
      bytes[20] ^= 1;
      Files.write(block, bytes);
    }
    assertThat(run("tsdb", "verify", "--data", data)).isEqualTo(1);
    assertThat(out.toString()).contains("1 damaged");
  }
}
