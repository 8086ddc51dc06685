package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.history.HistoryLimits;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.store.downsample.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All defaults and all keys of {@code storage}. */
class StorageReaderTest {
  @TempDir private Path directory;

  private LoadResult load(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("atalaya.yml"), text);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private StorageConfig storage(String text) throws IOException {
    return ((LoadResult.Loaded) load(text)).configuration().storage();
  }

  @Test
  void nothingSaidIsAllDefaults() throws IOException {
    assertThat(storage("storage: {}")).isEqualTo(StorageConfig.defaults());
    assertThat(StorageConfig.defaults().downsampling()).isEmpty();
    assertThat(StorageConfig.defaults().retentionOrDefault()).isEqualTo(Duration.ofDays(15));
  }

  @Test
  void everyKeyHasItsMeaning() throws IOException {
    StorageConfig config =
        storage(
            """
            storage:
              path: /d
              tsdb:
                retention: { time: 30d, size: 2KB, percentage: 5 }
                out_of_order_time_window: 3h
              exemplars: { max_exemplars: 7 }
              max_series: 900
              downsampling: { 5m: 180d, 1h: 5y }
              decisions: { retention: 1y, max_size: 3GB }
            """);
    Map<Resolution, Duration> downsampling =
        Map.of(
            Resolution.FIVE_MINUTES, Duration.ofDays(180),
            Resolution.ONE_HOUR, Duration.ofDays(5 * 365));
    assertThat(config)
        .isEqualTo(
            new StorageConfig(
                Path.of("/d"),
                Duration.ofDays(30),
                2048,
                5,
                Duration.ofHours(3),
                7,
                900,
                downsampling,
                new HistoryLimits(
                    Duration.ofDays(365), 3L << 30, HistoryLimits.defaults().maxWaiting())));
  }

  @Test
  void samplesThatGoTooEarlyForAggregatesAreAnError() throws IOException {
    LoadResult result = load("storage: {tsdb: {retention: {time: 2d}}, downsampling: {1h: 1y}}\n");
    assertThat(result.problems().stream().filter(Problem::isError).map(Problem::message))
        .containsExactly("samples are kept for 2d only, too short to make aggregates of them");
  }

  @Test
  void anotherResolutionIsAnError() throws IOException {
    LoadResult result = load("storage: {downsampling: {10m: 1y}}\n");
    assertThat(result.problems().stream().filter(Problem::isError)).isNotEmpty();
  }
}
