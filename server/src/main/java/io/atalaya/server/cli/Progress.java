package io.atalaya.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Says how far a command has come, and how fast it is; one line for each step. */
final class Progress {
  private static final int WIDTH = 20;

  private final PrintWriter out;
  private final InstantSource clock;
  private final Instant begin;
  private final String what;
  private final int steps;
  private int done;
  private long samples;

  /**
   * Progress of something that takes a number of steps.
   *
   * @param what a step is, in the plural
   */
  Progress(PrintWriter out, InstantSource clock, String what, int steps) {
    this.out = out;
    this.clock = clock;
    this.what = what;
    this.steps = steps;
    begin = clock.instant();
  }

  /** A step was done. */
  void step(long samplesOfStep) {
    done++;
    samples += samplesOfStep;
    int filled = steps == 0 ? WIDTH : WIDTH * done / steps;
    String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    out.println("[" + bar + "] " + done + "/" + steps + " " + what + ", " + rate());
    out.flush();
  }

  /** Samples so far, and how many a second. */
  String rate() {
    double seconds = Math.max(0.001, Duration.between(begin, clock.instant()).toMillis() / 1000.0);
    return String.format(
        Locale.ROOT, "%,d samples, %,d a second", samples, Math.round(samples / seconds));
  }
}
