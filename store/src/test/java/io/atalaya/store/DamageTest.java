package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.atalaya.model.StorageException;
import io.atalaya.store.disk.HostileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Any byte of any file of a store is wrong. The store then opens and serves the rest, or says with
 * a typed error why it does not; it never gives a value that nobody sent, and never hangs.
 *
 * <p>{@code -Datalaya.store.damages} says how often; 0 stands for every byte of every file.
 */
class DamageTest {
  private static final int DAMAGES = Integer.getInteger("atalaya.store.damages", 300);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Names of files without the numbers in them, and how often each was damaged. */
  private final Map<String, Integer> damaged = new HashMap<>();

  private final Map<String, Integer> outcomes = new HashMap<>();

  @Test
  void aWrongByteAnywhereIsNeverAWrongValue() throws IOException {
    SmallStore store = SmallStore.create();
    Set<Model.Sample> whole = read(store.disk());
    assertThat(whole).hasSizeGreaterThan(600).allMatch(store::wasSent);
    List<Path> files =
        store.files().stream().filter(f -> !f.getFileName().toString().equals("lock")).toList();
    Random random = new Random(5);
    for (int i = 0; i < DAMAGES; i++) {
      Path file = files.get(i % files.size());
      byte[] content = damage(store.disk().content(file), random);
      tryToRead(store, whole, file, content);
    }
    for (Path file : DAMAGES == 0 ? files : List.<Path>of()) {
      byte[] content = store.disk().content(file);
      for (int at = 0; at < content.length; at++) {
        byte[] wrong = content.clone();
        wrong[at] ^= (byte) (1 << random.nextInt(8));
        tryToRead(store, whole, file, wrong);
      }
    }
    System.out.println("files damaged " + damaged + ", outcomes " + outcomes);
    assertThat(damaged.keySet()).contains("wal-#", "#.block", "tombstones", "checkpoint");
  }

  private static byte[] damage(byte[] content, Random random) {
    byte[] wrong = content.clone();
    int at = random.nextInt(content.length);
    int length = Math.min(1 + random.nextInt(200), content.length - at);
    switch (random.nextInt(6)) {
      case 0 -> wrong = Arrays.copyOf(content, at);
      case 1 -> wrong = Arrays.copyOf(content, content.length + length);
      case 2 -> Arrays.fill(wrong, at, at + length, (byte) random.nextInt(256));
      case 3 -> System.arraycopy(content, 0, wrong, at, length);
      default -> wrong[at] ^= (byte) (1 << random.nextInt(8));
    }
    return wrong;
  }

  private void tryToRead(SmallStore store, Set<Model.Sample> whole, Path file, byte[] content) {
    String kind = file.getFileName().toString().replaceFirst("[0-9a-f-]{16,}", "#");
    damaged.merge(kind.replace("wal#", "wal-#"), 1, Integer::sum);
    HostileDisk disk = store.disk();
    disk.setContent(file, content);
    Set<Model.Sample> found = assertTimeoutPreemptively(PATIENCE, () -> readTwice(disk));
    // Of deletions that cannot be read, nobody knows any more what they were about.
    Set<Model.Sample> allowed = new HashSet<>(found);
    allowed.removeAll(whole);
    boolean onlySent = allowed.stream().allMatch(store::wasSent);
    assertThat(onlySent).as("%s gives %s", file, allowed).isTrue();
    if (!kind.equals("tombstones")) {
      assertThat(allowed).as("deleted samples are back after damage to %s", file).isEmpty();
    }
    int difference = Integer.signum(found.size() - whole.size());
    String outcome = List.of("some missing", "all there", "deletions undone").get(1 + difference);
    outcomes.merge(outcome, 1, Integer::sum);
  }

  /** The first look may find damage and set it aside, the second goes on with the rest. */
  private Set<Model.Sample> readTwice(HostileDisk disk) {
    Set<Model.Sample> found = new HashSet<>();
    for (int look = 0; look < 2; look++) {
      try {
        found.addAll(read(disk));
      } catch (IOException | StorageException e) {
        assertThat(e).hasMessageMatching("(?s).+");
        outcomes.merge(e.getClass().getSimpleName(), 1, Integer::sum);
      }
      disk.crashProcess();
    }
    return found;
  }

  private static Set<Model.Sample> read(HostileDisk disk) throws IOException {
    try (Tsdb db = SmallStore.open(disk)) {
      return SmallStore.read(db);
    }
  }
}
