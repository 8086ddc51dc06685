package io.atalaya.server.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Installs the handlers of the process's log. Called once, before anything else. */
public final class LogSetup {
  /**
   * Kept here, because a logger that nobody holds forgets its level; in a class of their own,
   * because the first logger decides the log manager, and {@link #prepare} must come before.
   */
  private static final class Talkative {
    static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    /** They tell of each vain attempt, which the check or exporter that made it tells too. */
    static final List<Logger> CLIENTS =
        Stream.of("org.postgresql", "org.mariadb", "com.microsoft.sqlserver", "org.apache.kafka")
            .map(Logger::getLogger)
            .toList();
  }

  private LogSetup() {}

  /** Must be called before anything logs, so that the JDK takes our log manager. */
  public static void prepare() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
  }

  /**
   * Replaces whatever was installed.
   *
   * @throws IOException if the log file cannot be opened
   */
  public static void install(LogOptions options) throws IOException {
    LogManager manager = LogManager.getLogManager();
    if (manager instanceof LastingLogManager lasting) {
      lasting.clear();
    } else {
      manager.reset();
    }
    Logger root = Logger.getLogger("");
    Level level = level(options.level());
    root.setLevel(level);
    Formatter formatter = options.json() ? new JsonLines() : new PlainLines();
    add(root, new ConsoleHandler(), level, formatter);
    Path file = options.file();
    if (file != null) {
      add(root, rotating(file, options), level, formatter);
    }
    // Jetty tells of every connector and context, clients of databases of every connection and each
    // table that a version of a server lacks; that is of interest only when debugging.
    boolean debug = options.level() == LogOptions.Level.DEBUG;
    Talkative.JETTY.setLevel(debug ? Level.FINE : Level.WARNING);
    for (Logger client : Talkative.CLIENTS) {
      client.setLevel(debug ? Level.FINE : Level.OFF);
    }
  }

  /** Keeps {@code file} as the current one and {@code file.1}, {@code file.2} … as the older. */
  private static Handler rotating(Path file, LogOptions options) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new RotatingFile(file, options.maxFileBytes(), options.keepFiles());
  }

  private static void add(Logger root, Handler handler, Level level, Formatter formatter)
      throws IOException {
    handler.setLevel(level);
    handler.setEncoding(StandardCharsets.UTF_8.name());
    handler.setFormatter(formatter);
    root.addHandler(handler);
  }

  private static Level level(LogOptions.Level level) {
    return switch (level) {
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARN -> Level.WARNING;
      case ERROR -> Level.SEVERE;
    };
  }
}
