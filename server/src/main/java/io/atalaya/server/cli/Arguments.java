package io.atalaya.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/** What the user gave to a command. */
record Arguments(ParseResult parsed) {
  boolean flag(String name) {
    return parsed.matchedOptionValue(name, false);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parsed.matchedOptionValue(name, (String) null));
  }

  List<String> texts(String name) {
    return parsed.matchedOptionValue(name, List.<String>of());
  }

  /** A value that {@code parser} makes of the text; its refusal is a wrong command line. */
  <T> Optional<T> parsed(String name, Function<String, T> parser) {
    return text(name).map(text -> parse(name, text, parser));
  }

  static <T> T parse(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, name + ": " + e.getMessage(), e);
    }
  }

  /** Values of the form {@code NAME=VALUE}. */
  static Map<String, String> pairs(String option, List<String> texts) {
    Map<String, String> pairs = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CliException(
            ExitCode.USAGE, option + ": expected NAME=VALUE, found \"" + text + "\"");
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }

  /** The parameters that are no options. */
  List<String> words() {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.stringValues().stream())
        .toList();
  }

  /** The same as files. */
  List<Path> files() {
    return words().stream().map(Path::of).toList();
  }
}
