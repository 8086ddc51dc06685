package io.atalaya.server.cli;

import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.testkit.VirtualScheduler;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a program said, and how it ended. */
record Said(int code, String out, String err) {
  private static final VirtualScheduler CLOCK =
      new VirtualScheduler(Instant.parse("2026-03-01T00:00:00Z"));

  /** Runs a command of ours that starts no server. */
  static Said byOurs(String input, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err),
            CLOCK,
            "test");
    Cli cli =
        new Cli(
            surroundings,
            options -> 0,
            (configuration, remembers) -> List::of,
            PromqlExpressions.with(Set.of()));
    int code = cli.run(words);
    return new Said(code, out.toString(), err.toString());
  }
}
