package io.atalaya.server.cli;

import io.atalaya.model.Matcher;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.Selectors;
import io.atalaya.query.ast.VectorSelector;
import io.atalaya.query.parse.PrettyPrinter;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code promql label-matchers set|delete}: changes the matchers of one label in all selectors of
 * an expression, and prints the expression as {@code promql format} does.
 */
final class LabelMatchersCommand implements Command {
  private static final Map<String, Matcher.Type> TYPES =
      Arrays.stream(Matcher.Type.values())
          .collect(Collectors.toUnmodifiableMap(Matcher.Type::symbol, type -> type));

  private final Surroundings surroundings;
  private final Deed deed;

  /** What is done. */
  enum Deed {
    SET,
    DELETE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  LabelMatchersCommand(Surroundings surroundings, Deed deed) {
    this.surroundings = surroundings;
    this.deed = deed;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        switch (deed) {
          case SET -> {
            CommandSpec set = Options.command(deed.word(), "Set a label's matcher everywhere.");
            set.addPositional(
                Options.files("EXPR|NAME|VALUE", "3", "The expression, the label, its value."));
            set.addOption(Options.value("TYPE", "=, !=, =~ or !~ (=).", "-t", "--type"));
            yield set;
          }
          case DELETE -> {
            CommandSpec delete =
                Options.command(deed.word(), "Delete a label's matchers everywhere.");
            delete.addPositional(Options.files("EXPR|NAME", "2", "The expression, the label."));
            yield delete;
          }
        };
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    spec.addOption(Options.withoutEffect("--experimental", false));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.words();
    String label = words.get(1);
    UnaryOperator<VectorSelector> change =
        switch (deed) {
          case SET -> {
            Matcher matcher = matcher(arguments, label, words.get(2));
            yield selector -> set(selector, matcher);
          }
          case DELETE -> selector -> with(selector, without(selector, label));
        };
    Expr changed = Selectors.map(parse(arguments, words.getFirst()), change);
    surroundings.out().println(PrettyPrinter.print(changed));
    return ExitCode.OK.code();
  }

  private static Expr parse(Arguments arguments, String text) {
    PromqlParser parser =
        new PromqlParser(
            EngineOptions.DEFAULT.withNamedFeatures(Options.features(arguments)).language());
    try {
      return parser.parse(text);
    } catch (PromqlSyntaxException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static Matcher matcher(Arguments arguments, String label, String value) {
    String symbol = arguments.text("--type").orElse("=");
    Matcher.Type type = TYPES.get(symbol);
    if (type == null) {
      throw new CliException(
          ExitCode.USAGE, "--type: expected =, !=, =~ or !~, found \"" + symbol + "\"");
    }
    try {
      return Matcher.of(type, label, value);
    } catch (RegexSyntaxException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static VectorSelector set(VectorSelector selector, Matcher matcher) {
    boolean known = selector.matchers().stream().anyMatch(m -> m.name().equals(matcher.name()));
    List<Matcher> all = new ArrayList<>(selector.matchers());
    all.replaceAll(m -> m.name().equals(matcher.name()) ? matcher : m);
    if (!known) {
      all.add(matcher);
    }
    return with(selector, all);
  }

  private static List<Matcher> without(VectorSelector selector, String label) {
    return selector.matchers().stream().filter(m -> !m.name().equals(label)).toList();
  }

  private static VectorSelector with(VectorSelector s, List<Matcher> matchers) {
    return new VectorSelector(s.name(), matchers, s.at(), s.offset(), s.extension(), s.position());
  }
}
