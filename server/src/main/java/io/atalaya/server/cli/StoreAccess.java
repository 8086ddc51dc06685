package io.atalaya.server.cli;

import io.atalaya.model.Matcher;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.store.disk.DirectoryLockedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** How the commands below {@code tsdb} reach a store, and which samples of it they are to take. */
final class StoreAccess {
  /** Nothing goes because of its age while a command looks at it. */
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults().withRetention(Duration.ofDays(100 * 365));

  /** Numbers this large are milliseconds, as promtool takes them: as seconds, of the year 33658. */
  private static final double LEAST_MILLIS = 1e12;

  private StoreAccess() {}

  static void addData(CommandSpec spec) {
    spec.addOption(
        Options.value("DIR", "The data directory (./data).", "--data", "--storage.tsdb.path"));
  }

  /** The same as an option or as a word, as promtool has it. */
  static void addDataOrWord(CommandSpec spec) {
    addData(spec);
    spec.addPositional(Options.files("DIR", "0..1", "The same."));
  }

  /** A flag of promtool that changes nothing here: what is printed is for people already. */
  static void addReadable(CommandSpec spec) {
    spec.addOption(Options.withoutEffect("-r", false));
    spec.addOption(Options.withoutEffect("--human-readable", false));
  }

  /** Flags of {@code create-blocks-from} that change nothing here. */
  static void addWriting(CommandSpec spec) {
    addReadable(spec);
    spec.addOption(Options.withoutEffect("--max-block-duration", true));
  }

  static void addTimes(CommandSpec spec) {
    spec.addOption(
        Options.value(
            "TIME", "First time: seconds, RFC 3339, or milliseconds of 13 digits.", "--min-time"));
    spec.addOption(Options.value("TIME", "Last time.", "--max-time"));
  }

  static Path directory(Arguments arguments) {
    return arguments.text("--data").map(Path::of).orElse(StorageConfig.DEFAULT_PATH);
  }

  /** Opens a store that is there. */
  static Tsdb open(Surroundings surroundings, Path directory) {
    if (!Files.isDirectory(directory.resolve("blocks"))) {
      throw new CliException(
          ExitCode.UNAVAILABLE, "there is no store in " + directory + "; name one with --data");
    }
    return openOrCreate(surroundings, directory);
  }

  /** Opens a store, made if it is not there. */
  static Tsdb openOrCreate(Surroundings surroundings, Path directory) {
    try {
      return Tsdb.open(directory, OPTIONS, surroundings.scheduler());
    } catch (DirectoryLockedException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "another Atalaya uses the data directory "
              + directory
              + "; stop it, or let it make a snapshot and use that",
          e);
    } catch (IOException e) {
      throw failed("the store in " + directory + " cannot be opened", e);
    }
  }

  static CliException failed(String what, Exception e) {
    return new CliException(ExitCode.UNAVAILABLE, what + ": " + reason(e), e);
  }

  /** What went wrong; of some faults of a file system the message is its name alone. */
  static String reason(Exception e) {
    String text = String.valueOf(e.getMessage());
    return switch (e) {
      case NoSuchFileException missing -> text + " does not exist";
      case FileAlreadyExistsException there -> text + " is there already";
      case NotDirectoryException file -> text + " is not a directory";
      case AccessDeniedException denied -> text + " may not be read or written by this user";
      default -> text;
    };
  }

  /** The directory that an option or the first word names. */
  static Path directoryOrWord(Arguments arguments) {
    return arguments.files().stream().findFirst().orElseGet(() -> directory(arguments));
  }

  /** The selectors of an option that may be repeated, each of which adds series. */
  static List<List<Matcher>> selectors(Arguments arguments) {
    List<String> texts = arguments.texts("--match");
    return texts.isEmpty()
        ? List.of(List.of())
        : texts.stream()
            .map(text -> Arguments.parse("--match", text, StoreAccess::selector))
            .toList();
  }

  static List<Matcher> matchers(Arguments arguments) {
    return arguments.parsed("--match", StoreAccess::selector).orElse(List.of());
  }

  private static List<Matcher> selector(String text) {
    try {
      return new PromqlParser(PromqlFeature.defaults()).parseSelector(text);
    } catch (PromqlSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static long minTime(Arguments arguments) {
    return arguments.parsed("--min-time", StoreAccess::millis).orElse(Long.MIN_VALUE);
  }

  static long maxTime(Arguments arguments) {
    return arguments.parsed("--max-time", StoreAccess::millis).orElse(Long.MAX_VALUE);
  }

  private static long millis(String text) {
    try {
      if (text.matches("-?[0-9]{1,19}")) {
        long number = Long.parseLong(text);
        return Math.abs((double) number) < LEAST_MILLIS ? number * 1000 : number;
      }
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IllegalArgumentException("neither seconds nor RFC 3339: \"" + text + "\"", e);
    }
  }
}
