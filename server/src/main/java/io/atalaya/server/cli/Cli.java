package io.atalaya.server.cli;

import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.yaml.NearestName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program as its user sees it: takes a command line, does what it says, answers with an exit
 * code. Whatever goes wrong is one line; a stack trace is shown only with {@code --debug}.
 */
public final class Cli {
  static final String NAME = "atalaya";

  /** What other programs take for the command of that name. */
  private static final String[] VERSION = {"--version"};

  /** Words that only lead to commands. */
  private static final Map<String, String> GROUPS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("config", "Check a configuration, or create one."),
              Map.entry("debug", "Collect what a server tells of itself."),
              Map.entry("incident", "Tell the readers of status pages of a trouble."),
              Map.entry("notify", "Test the ways to receivers."),
              Map.entry("promql", "Work on expressions."),
              Map.entry("promql label-matchers", "Change the matchers of an expression."),
              Map.entry("push", "Send something to a server."),
              Map.entry("query", "Ask a running server, in PromQL."),
              Map.entry("simulate", "See what would happen."),
              Map.entry("test", "Run tests of rules."),
              Map.entry("tsdb", "Look at a data directory, import into it, export from it."),
              Map.entry("tsdb bench", "Measure the store."),
              Map.entry("tsdb create-blocks-from", "Store samples of any age.")));

  private final Surroundings surroundings;
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final CommandLine commandLine;

  /**
   * A program.
   *
   * @param starter what {@code start} runs
   * @param checks evaluates the checks of a configuration
   * @param expressions parser of the expressions in rules
   */
  public Cli(
      Surroundings surroundings,
      ServerStarter starter,
      CheckRunner checks,
      ExpressionCheck expressions) {
    this.surroundings = surroundings;
    commands.put("start", new StartCommand(surroundings, starter));
    commands.put("check", new CheckCommand(surroundings, checks, expressions));
    commands.put("status", new StatusCommand(surroundings));
    commands.put("explain", new ExplainCommand(surroundings));
    commands.put("config check", new ConfigCheckCommand(surroundings, expressions));
    commands.put("config create", new ConfigCreateCommand(surroundings));
    for (QueryCommand.Kind kind : QueryCommand.Kind.values()) {
      commands.put("query " + kind.word(), new QueryCommand(surroundings, kind));
    }
    commands.put("query analyze", new QueryAnalyzeCommand(surroundings));
    for (DebugCommand.Kind kind : DebugCommand.Kind.values()) {
      commands.put("debug " + kind.word(), new DebugCommand(surroundings, kind));
    }
    for (LabelMatchersCommand.Deed deed : LabelMatchersCommand.Deed.values()) {
      commands.put(
          "promql label-matchers " + deed.word(), new LabelMatchersCommand(surroundings, deed));
    }
    commands.put("check healthy", new CheckServerCommand(surroundings, "healthy"));
    commands.put("check ready", new CheckServerCommand(surroundings, "ready"));
    commands.put("check config", new CheckConfigCommand(surroundings));
    commands.put("check metrics", new CheckMetricsCommand(surroundings));
    commands.put("check service-discovery", new CheckDiscoveryCommand(surroundings, expressions));
    commands.put("check pause", new PauseCommand(surroundings, "pause"));
    commands.put("check resume", new PauseCommand(surroundings, "resume"));
    for (IncidentCommand.Deed deed : IncidentCommand.Deed.values()) {
      commands.put("incident " + deed.word(), new IncidentCommand(surroundings, deed));
    }
    commands.put("check web-config", new CheckWebConfigCommand(surroundings));
    commands.put("notify test", new NotifyTestCommand(surroundings, expressions));
    commands.put("tsdb list", new TsdbListCommand(surroundings));
    commands.put("tsdb analyze", new TsdbAnalyzeCommand(surroundings));
    commands.put("tsdb dump", new TsdbDumpCommand(surroundings, false));
    commands.put("tsdb dump-openmetrics", new TsdbDumpCommand(surroundings, true));
    commands.put("tsdb verify", new TsdbVerifyCommand(surroundings));
    commands.put("tsdb snapshot", new TsdbSnapshotCommand(surroundings));
    commands.put("tsdb import-prometheus", new TsdbImportCommand(surroundings));
    commands.put("tsdb export-prometheus", new TsdbExportCommand(surroundings));
    commands.put("tsdb bench write", new TsdbBenchCommand(surroundings));
    commands.put("tsdb create-blocks-from openmetrics", new TsdbBackfillCommand(surroundings));
    commands.put("tsdb create-blocks-from rules", new TsdbRulesCommand(surroundings, expressions));
    commands.put("check rules", new CheckRulesCommand(surroundings));
    commands.put("test rules", new TestRulesCommand(surroundings));
    commands.put("push metrics", new PushMetricsCommand(surroundings));
    commands.put("promql format", new PromqlFormatCommand(surroundings));
    commands.put("simulate routes", new SimulateRoutesCommand(surroundings, expressions));
    commands.put("backtest", new BacktestCommand(surroundings, expressions));
    commands.put("version", new VersionCommand(surroundings));
    commands.put("completion", new CompletionCommand(surroundings, this::model));
    this.commandLine = new CommandLine(model());
  }

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  public int run(String... args) {
    boolean debug = Arrays.asList(args).contains("--debug");
    try {
      return execute(args);
    } catch (ParameterException e) {
      return fail(ExitCode.USAGE, e.getMessage() + suggestion(e), e, debug);
    } catch (CliException e) {
      return fail(e.exitCode(), String.valueOf(e.getMessage()), e, debug);
    } catch (RuntimeException e) {
      String hint = debug ? "" : "; run it with --debug to see where";
      return fail(ExitCode.INTERNAL, "fault of the program: " + e + hint, e, debug);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  private int execute(String... args) {
    if (Arrays.equals(args, VERSION)) {
      return execute("version");
    }
    ParseResult parsed = commandLine.parseArgs(LeadingOptions.behind(commandLine, args));
    ParseResult innermost = innermost(parsed);
    String path = path(parsed);
    if (path.equals("help")) {
      find(new Arguments(innermost).words()).usage(surroundings.out());
      return ExitCode.OK.code();
    }
    Command command = commands.get(path);
    if (command == null || innermost.isUsageHelpRequested()) {
      innermost.commandSpec().commandLine().usage(surroundings.out());
      boolean asked = innermost.isUsageHelpRequested() || args.length == 0;
      return (asked ? ExitCode.OK : ExitCode.USAGE).code();
    }
    return command.run(new Arguments(innermost));
  }

  /** The command of some words, such as {@code config check}. */
  private CommandLine find(List<String> words) {
    CommandLine line = commandLine;
    for (String word : words) {
      CommandLine next = line.getSubcommands().get(word);
      if (next == null) {
        throw new CliException(ExitCode.USAGE, "no command " + word + "; see " + NAME + " help");
      }
      line = next;
    }
    return line;
  }

  private static ParseResult innermost(ParseResult parsed) {
    ParseResult result = parsed;
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    return result;
  }

  private static String path(ParseResult parsed) {
    StringBuilder path = new StringBuilder();
    for (ParseResult r = parsed; r.hasSubcommand(); r = r.subcommand()) {
      path.append(path.isEmpty() ? "" : " ").append(r.subcommand().commandSpec().name());
    }
    return path.toString();
  }

  private static String suggestion(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      Set<String> known =
          word.startsWith("-")
              ? e.getCommandLine().getCommandSpec().optionsMap().keySet()
              : e.getCommandLine().getSubcommands().keySet();
      Optional<String> nearest = NearestName.of(word, known);
      if (nearest.isPresent()) {
        return "; did you mean " + nearest.get() + "?";
      }
    }
    return "; see " + command + " --help";
  }

  private int fail(ExitCode code, String message, Exception e, boolean debug) {
    surroundings.err().println(NAME + ": " + message.strip());
    if (debug) {
      e.printStackTrace(surroundings.err());
    }
    return code.code();
  }

  private CommandSpec model() {
    CommandSpec root = Options.command(NAME, "The whole monitoring stack in one process.");
    Map<String, CommandSpec> parents = new HashMap<>(Map.of("", root));
    GROUPS.forEach((path, text) -> parents.put(path, Options.command(lastWord(path), text)));
    commands.forEach((path, command) -> parents.put(path, command.spec()));
    Stream.concat(commands.keySet().stream(), GROUPS.keySet().stream())
        .forEach(
            path -> {
              CommandSpec spec = Objects.requireNonNull(parents.get(path));
              String parent = path.contains(" ") ? path.substring(0, path.lastIndexOf(' ')) : "";
              Objects.requireNonNull(parents.get(parent)).addSubcommand(spec.name(), spec);
            });
    CommandSpec help = Options.command("help", "Show the help of a command.");
    help.addPositional(Options.files("COMMAND", "0..*", "The command."));
    root.addSubcommand("help", help);
    root.usageMessage().footer(exitCodes());
    return root;
  }

  private static String lastWord(String path) {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  private static String[] exitCodes() {
    Stream<String> codes =
        Arrays.stream(ExitCode.values())
            .map(code -> String.format("  %2d  %s", code.code(), code.meaning()));
    return Stream.concat(Stream.of("", "Exit codes:"), codes).toArray(String[]::new);
  }
}
