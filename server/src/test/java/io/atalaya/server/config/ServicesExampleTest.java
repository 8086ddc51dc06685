package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.local.DiskCheck;
import io.atalaya.collect.check.queue.QueueCheck;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that takes its addresses and limits from variables. */
class ServicesExampleTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("atalaya.root", ".."), "examples", "services.yml");

  @TempDir Path dir;

  private Configuration load(String environmentFile) throws IOException {
    Path variables = Files.writeString(dir.resolve("services.env"), environmentFile);
    LoadResult result =
        ConfigLoader.load(List.of(variables, EXAMPLE), Map.of(), PromqlExpressions.with(Set.of()));
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration();
  }

  private static HttpCheck http(Configuration from, int index) {
    return (HttpCheck) from.checks().get(index);
  }

  @Test
  void everyVariableOfTheEnvironmentFileCounts() throws IOException {
    Configuration c =
        load(
            """
            # URLs
            export API_URL=http://api:1
            export WEBHOOK_URL=http://webhook:2
            export DASHBOARD_URL=http://dashboard:3
            export MAX_PENDING_JOBS=7
            export MIN_DISK_SPACE_GB=9
            export MAX_RESPONSE_TIME=2
            """);

    assertThat(http(c, 0).url()).hasToString("http://api:1/health");
    assertThat(http(c, 1).url()).hasToString("http://webhook:2/health");
    assertThat(http(c, 2).url()).hasToString("http://dashboard:3/");
    assertThat(http(c, 0).expected().slowAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(disk(c).minFreeBytes()).isEqualTo(9L << 30);
    assertThat(c.checks())
        .filteredOn(check -> check instanceof QueueCheck)
        .singleElement()
        .satisfies(check -> assertThat(((QueueCheck) check).limits().maxPending()).isEqualTo(7.0));
  }

  @Test
  void theNamesThatAnOlderScriptUsedCountToo() throws IOException {
    Configuration c =
        load(
            """
            export TIKTOK_API_URL=http://api:1
            export TIKTOK_WEBHOOK_URL=http://webhook:2
            export TIKTOK_DASHBOARD_URL=http://dashboard:3
            """);

    assertThat(http(c, 0).url()).hasToString("http://api:1/health");
    assertThat(http(c, 1).url()).hasToString("http://webhook:2/health");
    assertThat(http(c, 2).url()).hasToString("http://dashboard:3/");
  }

  private static DiskCheck disk(Configuration c) {
    return (DiskCheck)
        c.checks().stream().filter(check -> check instanceof DiskCheck).findFirst().orElseThrow();
  }

  @Test
  void withoutVariablesTheDefaultsOfTheDocumentCount() throws IOException {
    Configuration c = load("# nothing\nX=1\n");

    assertThat(http(c, 0).url()).hasToString("http://localhost:5000/health");
    assertThat(http(c, 1).expected().slowAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(disk(c).minFreeBytes()).isEqualTo(5L << 30);
  }
}
