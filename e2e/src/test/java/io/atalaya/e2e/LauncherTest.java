package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code atalaya}: it must become the program, not stand before it. */
class LauncherTest {
  private static final Path LAUNCHER = SourceTree.ROOT.resolve("atalaya");

  @TempDir private Path folder;

  @BeforeEach
  void needsAShellAndThePackagedProgram() {
    assumeThat(Path.of("/bin/sh")).as("no shell: skipped").exists();
    assumeThat(SourceTree.ROOT.resolve("server/target/atalaya.jar"))
        .as("the program is not packaged, run mvn verify: skipped")
        .exists();
  }

  @Test
  void findsItsJavaAndGivesTheProgramsExitCode() throws Exception {
    try (Program version = Program.run(LAUNCHER.toString(), "version")) {
      assertThat(version.exitCode()).as(version.output()).isZero();
      assertThat(version.output()).startsWith("atalaya ");
    }
    try (Program wrong = Program.run(LAUNCHER.toString(), "start", "--no-such-option")) {
      assertThat(wrong.exitCode()).as(wrong.output()).isEqualTo(64);
    }
  }

  @Test
  void worksThroughALinkFromAnotherFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("at"), LAUNCHER);
    try (Program version = Program.run(link.toString(), "version")) {
      assertThat(version.exitCode()).as(version.output()).isZero();
    }
  }

  @Test
  void isOneProcessThatSignalsReach() throws Exception {
    try (Program program =
        Program.run(
            LAUNCHER.toString(),
            "start",
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder.resolve("data").toString())) {
      program.port();
      assertThat(program.handle().info().command()).hasValueSatisfying(this::isJava);
      assertThat(program.handle().children()).isEmpty();
      program.terminate();
      assertThat(program.exitCode()).as(program.output()).isZero();
      assertThat(program.output()).contains("stopped");
    }
  }

  private void isJava(String command) {
    assertThat(command).endsWith("/java");
  }
}
