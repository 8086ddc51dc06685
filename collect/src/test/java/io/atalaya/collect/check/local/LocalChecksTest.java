package io.atalaya.collect.check.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and processes, real ones and those of a made-up /proc. */
class LocalChecksTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final CheckBasics BASICS = CheckBasics.of("x");

  @TempDir Path dir;

  private static Observation probe(CheckConfig check) {
    Network network = Network.system(AddressGuard.except(Set.of()));
    return check.prober(new ProbeContext(network, InstantSource.fixed(NOW))).probe();
  }

  private static String said(CheckConfig check) {
    Observation seen = probe(check);
    return seen.verdict() + " " + seen.reason() + " " + seen.message();
  }

  private void file(String name, int size, Duration age) throws IOException {
    Path file = Files.write(dir.resolve(name), new byte[size]);
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
  }

  private FileCheck files(@Nullable String pattern, FileCheck.Bounds bounds) {
    return new FileCheck(BASICS, dir, pattern, bounds);
  }

  private static FileCheck.Bounds bounds(
      @Nullable Duration maxAge, @Nullable Duration maxOldest, @Nullable Long min) {
    return new FileCheck.Bounds(maxAge, maxOldest, min, null, 1, null);
  }

  @Test
  void theNewestBackupMustBeYoungAndNotEmpty() throws IOException {
    file("a.tar.gz", 1000, Duration.ofDays(2));
    file("b.tar.gz", 10, Duration.ofHours(30));
    file("notes.txt", 1, Duration.ofMinutes(1));

    assertThat(said(files("*.tar.gz", bounds(Duration.ofHours(26), null, null))))
        .isEqualTo("DOWN age the newest file is 30:00 h old");
    assertThat(said(files("*.tar.gz", bounds(Duration.ofHours(31), null, 100L))))
        .isEqualTo("DOWN size the newest file has 10 bytes, fewer than 100");
    assertThat(said(files(null, bounds(Duration.ofHours(1), null, null)))).startsWith("UP");
  }

  @Test
  void aSpoolMustNotPileUp() throws IOException {
    file("1", 10, Duration.ofHours(3));
    file("2", 10, Duration.ofMinutes(1));

    assertThat(said(files(null, bounds(null, Duration.ofHours(1), null))))
        .isEqualTo("DOWN age the oldest file is 3:00 h old");
    assertThat(said(files(null, new FileCheck.Bounds(null, null, null, null, 0, 1))))
        .isEqualTo("DOWN count 2 files, more than 1");
    assertThat(said(files(null, new FileCheck.Bounds(null, null, null, 15L, 0, null))))
        .isEqualTo("DOWN size 20 bytes, more than 15");
    assertThat(said(files("*.no", bounds(null, null, null))))
        .isEqualTo("DOWN count 0 files, fewer than 1");
  }

  @Test
  void aFileThatMustNotBeThereMayBeMissing() {
    FileCheck.Bounds none = new FileCheck.Bounds(null, null, null, null, 0, 0);
    Path lock = dir.resolve("failed.lock");

    assertThat(said(new FileCheck(BASICS, lock, null, none))).startsWith("UP");
    assertThat(said(new FileCheck(BASICS, lock, null, bounds(null, null, null))))
        .isEqualTo("DOWN no_file there is no " + lock);
  }

  private void process(String pid, String name, String command, String state) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(pid));
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.writeString(folder.resolve("cmdline"), command.replace(' ', '\0') + "\0");
    Files.writeString(folder.resolve("stat"), pid + " (" + name + ") " + state + " 1 1 1");
  }

  private ProcessCheck processes(ProcessCheck.Which which, int min, int max) {
    return new ProcessCheck(BASICS, which, min, max, dir);
  }

  @Test
  void countsProcessesByNameByCommandAndByPidFile() throws IOException {
    process("7", "nginx", "nginx: worker process", "S");
    process("8", "nginx", "nginx: worker process", "Z");
    process("9", "python3 (x) y", "python3 /srv/worker.py --queue mail", "R");
    Files.writeString(dir.resolve("nginx.pid"), "7\n");
    Files.writeString(dir.resolve("dead.pid"), "8\n");

    assertThat(said(processes(new ProcessCheck.Which.ByName("nginx"), 1, 1))).startsWith("UP");
    assertThat(said(processes(new ProcessCheck.Which.ByName("nginx"), 2, 9)))
        .isEqualTo("DOWN count 1 processes, fewer than 2");
    assertThat(said(processes(new ProcessCheck.Which.ByCommand("worker\\.py .*mail"), 1, 1)))
        .startsWith("UP");
    assertThat(said(processes(new ProcessCheck.Which.ByCommand("worker"), 0, 1)))
        .isEqualTo("DOWN count 2 processes, more than 1");
    assertThat(said(processes(new ProcessCheck.Which.ByPidFile(dir.resolve("nginx.pid")), 1, 1)))
        .startsWith("UP");
    assertThat(said(processes(new ProcessCheck.Which.ByPidFile(dir.resolve("dead.pid")), 1, 1)))
        .startsWith("DOWN");
    assertThat(said(processes(new ProcessCheck.Which.ByPidFile(dir.resolve("no.pid")), 1, 1)))
        .startsWith("DOWN");
  }

  @Test
  void aDiskThatIsAlmostFullIsDown() {
    assertThat(said(new DiskCheck(BASICS, dir, 1, 0))).startsWith("UP");
    assertThat(said(new DiskCheck(BASICS, dir, Long.MAX_VALUE, 0)))
        .matches("DOWN space [0-9.]+ of [0-9.]+ GiB are free");
    assertThat(said(new DiskCheck(BASICS, dir, 0, 100))).startsWith("DOWN space");
    assertThat(said(new DiskCheck(BASICS, dir.resolve("no"), 1, 0))).startsWith("UNKNOWN");
  }

  @Test
  void findsThisVeryProcess() {
    assumeThat(Path.of("/proc/self/stat")).describedAs("Linux' /proc").exists();
    ProcessCheck.Which java = new ProcessCheck.Which.ByCommand("LocalChecksTest|junit|surefire");

    Observation seen = probe(new ProcessCheck(BASICS, java, 1, 1000, Path.of("/proc")));
    assertThat(seen.verdict()).isEqualTo(Verdict.UP);
  }

  @Test
  void withoutProcNothingCanBeSaid() {
    ProcessCheck check =
        new ProcessCheck(
            BASICS, new ProcessCheck.Which.ByName("x"), 1, 1, dir.resolve("nothing here"));

    assertThat(probe(check).verdict()).isEqualTo(Verdict.UNKNOWN);
  }
}
