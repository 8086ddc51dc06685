package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.history.HistoryLimits;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLimitsTest {
  @TempDir private Path folder;

  private static StorageConfig storage(@Nullable Duration age, long bytes, double percentage) {
    return new StorageConfig(
        null, age, bytes, percentage, Duration.ZERO, 7, 8, Map.of(), HistoryLimits.defaults());
  }

  private StoreOptions limits(StorageConfig storage) {
    return StoreLimits.of(storage, folder, directory -> 4000);
  }

  @Test
  void aShareOfTheDiskCountsMoreThanASize() {
    assertThat(limits(storage(null, 1500, 0)).retentionBytes()).isEqualTo(1500);
    assertThat(limits(storage(null, 1500, 2.5)).retentionBytes()).isEqualTo(100);
    assertThat(limits(storage(null, 0, 100)).retentionBytes()).isEqualTo(4000);
  }

  @Test
  void theDiskIsThatOfADirectoryThatIsStillToBeMade() {
    List<Path> asked = new ArrayList<>();
    StoreLimits.of(
        storage(null, 0, 50),
        folder.resolve("new").resolve("data"),
        directory -> asked.add(directory) ? 10 : 0);
    assertThat(asked).containsExactly(folder);
  }

  @Test
  void withoutTheSizeOfTheDiskTheOtherBoundsHold() {
    StoreOptions limits =
        StoreLimits.of(
            storage(null, 1500, 50),
            folder,
            directory -> {
              throw new IOException("not mounted");
            });
    assertThat(limits.retentionBytes()).isEqualTo(1500);
  }

  @Test
  void ageBoundsOnlyIfItIsGivenOrNothingElseIs() {
    assertThat(limits(storage(null, 0, 0)).retention()).isEqualTo(Duration.ofDays(15));
    assertThat(limits(storage(null, 0, 80)).retention()).isGreaterThan(Duration.ofDays(10_000));
    assertThat(limits(storage(Duration.ofDays(3), 0, 80)).retention())
        .isEqualTo(Duration.ofDays(3));
  }

  @Test
  void seriesAndExemplarsAreAsManyAsAreWanted() {
    assertThat(limits(storage(null, 0, 0)).maxExemplarsPerTenant()).isEqualTo(7);
    assertThat(limits(storage(null, 0, 0)).maxSeriesPerTenant()).isEqualTo(8);
  }

  @Test
  void allBoundsAreSaidInWords() {
    assertThat(storage(null, 0, 0).retentionText()).isEqualTo("15d");
    assertThat(storage(Duration.ofDays(2), 2L << 30, 80.5).retentionText())
        .isEqualTo("2d or 2GB or 80.5%");
    assertThat(storage(null, 0, 80).retentionText()).isEqualTo("80%");
  }
}
