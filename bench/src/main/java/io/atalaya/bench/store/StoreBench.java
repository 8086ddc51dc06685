package io.atalaya.bench.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;

/**
 * Measures the store and prints figures beside their targets.
 *
 * <pre>
 * codec [kinds]    size and speed of the coding
 * </pre>
 */
public final class StoreBench {
  private StoreBench() {}

  /** Runs what the arguments name. */
  public static void main(String[] args) throws Exception {
    Figures figures = new Figures(new PrintStream(System.out, true, UTF_8));
    CodecReport.run(figures, args.length > 1);
  }
}
