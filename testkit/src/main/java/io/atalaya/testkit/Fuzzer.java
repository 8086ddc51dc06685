package io.atalaya.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs Jazzer on a class that has a method {@code fuzzerTestOneInput(byte[])}, in a process of its
 * own, for as long as {@code atalaya.jazzer.seconds} says. What it learns stays in {@code
 * target/corpus/CLASS} for the next run; an input that breaks something is in the folder beside it.
 */
public final class Fuzzer {
  private static final int SECONDS = Integer.getInteger("atalaya.jazzer.seconds", 0);

  /** The same inputs in every run, but for how many there is time: 0 for others each time. */
  private static final long SEED = Long.getLong("atalaya.jazzer.seed", 1);

  /** Beyond its own end, for what is compiled before the first input on a busy machine. */
  private static final int PATIENCE_SECONDS = 300;

  private Fuzzer() {}

  /** Whether it shall run at all. */
  public static boolean isWanted() {
    return SECONDS > 0;
  }

  /**
   * What Jazzer says about an input that breaks the class; empty if it found none.
   *
   * @param target with a package whose classes it watches for new ways: {@code io.atalaya}
   */
  public static String findingsOf(Class<?> target) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "corpus", target.getSimpleName()));
    Path log = folder.resolveSibling(target.getSimpleName() + ".log");
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            path,
            "com.code_intelligence.jazzer.Jazzer",
            "--cp=" + path,
            "--target_class=" + target.getName(),
            "--instrumentation_includes=io.atalaya.**",
            "--reproducer_path=" + folder.getParent(),
            "-artifact_prefix=" + folder.getParent() + "/" + target.getSimpleName() + "-",
            "-timeout=" + PATIENCE_SECONDS,
            "-max_total_time=" + SECONDS,
            "-seed=" + SEED,
            folder.toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(SECONDS + PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(log, StandardCharsets.UTF_8);
    return ended && process.exitValue() == 0 ? "" : said;
  }
}
