package io.atalaya.collect.check.local;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.regex.RegexSearch;
import java.nio.file.Path;

/**
 * Looks whether a process is alive on this machine.
 *
 * @param basics name, labels, times, judgement
 * @param which how it is known
 * @param min how many there must be; 1 by default
 * @param max how many there may be
 * @param proc where Linux shows its processes; {@code /proc} by default
 */
public record ProcessCheck(CheckBasics basics, Which which, int min, int max, Path proc)
    implements CheckConfig {
  /** How a process is known. */
  public sealed interface Which {
    /** By the name of its program, as {@code ps -o comm} shows it. */
    record ByName(String name) implements Which {}

    /** By some part of its command line, its arguments separated by spaces. */
    record ByCommand(String regex) implements Which {
      /**
       * Checks the expression.
       *
       * @throws io.atalaya.model.regex.RegexSyntaxException if it is none
       */
      public ByCommand {
        RegexSearch.compile(regex);
      }
    }

    /** By a file that holds its number. */
    record ByPidFile(Path file) implements Which {}
  }

  public ProcessCheck {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("max must be at least min");
    }
  }

  @Override
  public String kind() {
    return "process";
  }

  @Override
  public String target() {
    return switch (which) {
      case Which.ByName(String name) -> name;
      case Which.ByCommand(String regex) -> regex;
      case Which.ByPidFile(Path file) -> file.toString();
    };
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new ProcessProber(this);
  }
}
