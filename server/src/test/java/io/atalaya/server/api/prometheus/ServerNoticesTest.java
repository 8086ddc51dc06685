package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.api.prometheus.ServerNotices.Notice;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ServerNoticesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ServerNotices notices = new ServerNotices(new VirtualScheduler(NOW), 2);

  @Test
  void whoComesLaterHearsWhatHolds() {
    notices.tell("a");
    LinkedBlockingQueue<Optional<Notice>> queue = notices.listen().orElseThrow();
    notices.over("a");
    notices.over("never told");

    assertThat(drain(queue))
        .containsExactly(
            Optional.of(new Notice("a", NOW, true)), Optional.of(new Notice("a", NOW, false)));
    assertThat(notices.active()).isEmpty();
  }

  @Test
  void onlySoManyMayListen() {
    LinkedBlockingQueue<Optional<Notice>> first = notices.listen().orElseThrow();
    notices.listen();
    assertThat(notices.listen()).isEmpty();

    notices.leave(first);
    assertThat(notices.listen()).isPresent();
  }

  @Test
  void closingSendsAllHome() {
    LinkedBlockingQueue<Optional<Notice>> queue = notices.listen().orElseThrow();
    for (int i = 0; i < 20; i++) {
      notices.tell("n" + i);
    }
    notices.close();

    assertThat(drain(queue)).containsExactly(Optional.empty());
    assertThat(notices.listen()).isEmpty();
  }

  private static List<Optional<Notice>> drain(LinkedBlockingQueue<Optional<Notice>> queue) {
    List<Optional<Notice>> all = new ArrayList<>();
    queue.drainTo(all);
    return all;
  }
}
