package io.atalaya.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.QueryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActiveQueriesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  @TempDir private Path directory;

  private ActiveQueries open(int places) throws IOException {
    return ActiveQueries.open(directory.resolve("queries.active"), places, CLOCK);
  }

  @Test
  void whatRanWhenTheProcessEndedIsKnownAtTheNextStart() throws IOException {
    ActiveQueries crashed = open(2);
    crashed.enter("up == 1", Duration.ZERO).close();
    crashed.enter("sum(\"quoted\")", Duration.ZERO);
    crashed.enterRule("a:rule");
    assertThat(open(2).unfinished())
        .containsExactly(
            "{\"query\":\"sum(\\\"quoted\\\")\",\"timestamp_sec\":1700000000}",
            "{\"query\":\"a:rule\",\"timestamp_sec\":1700000000}");
  }

  @Test
  void anOrderlyEndLeavesNothingUnfinished() throws IOException {
    ActiveQueries ended = open(2);
    ended.enter("up", Duration.ZERO);
    ended.close();
    assertThat(open(2).unfinished()).isEmpty();
  }

  @Test
  void theFileIsThatOfPrometheus() throws IOException {
    open(1).enter("up", Duration.ZERO);
    byte[] bytes = Files.readAllBytes(directory.resolve("queries.active"));
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).startsWith("[{\"query\":\"up\",\"timestamp_sec\":1700000000}\0");
    assertThat(text.charAt(1000)).isEqualTo(',');
  }

  @Test
  void aLongQueryIsCutToItsPlace() throws IOException {
    open(1).enter("ü\u0001".repeat(5000), Duration.ZERO);
    ActiveQueries after = open(1);
    assertThat(after.unfinished()).hasSize(1);
    assertThat(after.unfinished().getFirst()).endsWith(",\"timestamp_sec\":1700000000}");
  }

  @Test
  void moreThanThereArePlacesWaitInVain() throws IOException {
    ActiveQueries active = open(1);
    ActiveQueries.Entry first = active.enter("up", Duration.ZERO);
    assertThatThrownBy(() -> active.enter("down", Duration.ofMillis(1)))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.TIMEOUT))
        .hasMessage("query timed out in query queue");
    active.enterRule("rules do not wait");
    first.close();
    active.enter("down", Duration.ZERO);
  }

  @Test
  void aRunningQueryIsListedAndCanBeEnded() throws IOException {
    ActiveQueries active = open(1);
    ActiveQueries.Entry entry = active.enter("up", Duration.ZERO);
    long id = active.running().getFirst().id();
    assertThat(active.running().getFirst().query()).isEqualTo("up");
    assertThat(active.cancel(id)).isTrue();
    assertThat(entry.isCancelled()).isTrue();
    entry.close();
    assertThat(active.running()).isEmpty();
    assertThat(active.cancel(id)).isFalse();
  }

  @Test
  void aFileThatIsNoneIsReplaced() throws IOException {
    Files.writeString(directory.resolve("queries.active"), "");
    assertThat(open(1).unfinished()).isEmpty();
  }
}
