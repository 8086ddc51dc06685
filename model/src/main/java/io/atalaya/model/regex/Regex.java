package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Alternate;
import io.atalaya.model.regex.Node.Assertion;
import io.atalaya.model.regex.Node.Capture;
import io.atalaya.model.regex.Node.Chars;
import io.atalaya.model.regex.Node.Concat;
import io.atalaya.model.regex.Node.Empty;
import io.atalaya.model.regex.Node.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression that matches whole texts, as label matchers and relabelling do. Immutable to its
 * users and safe for many threads at once.
 *
 * <p>What is not well-formed in a text, a lone surrogate or a byte that is no UTF-8, counts as
 * U+FFFD, as in Go.
 *
 * @see RegexSearch
 */
public final class Regex {
  private final String pattern;
  private final Node node;
  private final @Nullable Set<String> literals;
  private final TextTest test;

  /** Made when first needed: most matchers are globs or lists of literals and need none. */
  private volatile @Nullable Program program;

  private Regex(String pattern, Node node) {
    this.pattern = pattern;
    this.node = node;
    Set<String> exact = Facts.literals(node);
    if (exact != null) {
      LiteralSet set = new LiteralSet(exact);
      literals = set.literals();
      test = set;
    } else {
      literals = null;
      Glob glob = Glob.of(node);
      test = glob != null ? glob : guardedDfa();
    }
  }

  /**
   * Compiles an expression that must match whole texts, as Prometheus does for label matchers:
   * {@code ^(?s:…)$}.
   *
   * @throws RegexSyntaxException with Go's wording of what is wrong
   */
  public static Regex compile(String pattern) {
    return new Regex(pattern, withoutAnchors(parse(pattern, true), true, true));
  }

  /** Parses an expression that is within all limits. */
  static Node parse(String pattern, boolean dotMatchesNewline) {
    Node node = Parser.parse(pattern, dotMatchesNewline);
    if (!Compiler.fits(node)) {
      throw Fault.TOO_LARGE.at(pattern);
    }
    return node;
  }

  /** Takes out assertions at the ends of the text, where they always hold. */
  private static Node withoutAnchors(Node node, boolean atBegin, boolean atEnd) {
    return switch (node) {
      case Empty(), Chars(_), Repeat(_, _, _, _) -> node;
      case Assertion(Node.Place place) ->
          (atBegin && place == Node.Place.BEGIN_TEXT) || (atEnd && place == Node.Place.END_TEXT)
              ? new Empty()
              : node;
      case Capture(int index, String name, Node body) ->
          new Capture(index, name, withoutAnchors(body, atBegin, atEnd));
      case Alternate(List<Node> choices) -> {
        List<Node> stripped = new ArrayList<>();
        for (Node choice : choices) {
          stripped.add(withoutAnchors(choice, atBegin, atEnd));
        }
        yield new Alternate(stripped);
      }
      case Concat(List<Node> parts) -> {
        List<Node> stripped = new ArrayList<>(parts);
        stripped.set(0, withoutAnchors(parts.getFirst(), atBegin, false));
        stripped.set(parts.size() - 1, withoutAnchors(parts.getLast(), false, atEnd));
        yield new Concat(stripped);
      }
    };
  }

  private GuardedDfa guardedDfa() {
    LazyDfa dfa = new LazyDfa(program(), false);
    // An automaton turns a text with another beginning down at once; searching it would be slower.
    String contained = prefix().isEmpty() ? longest(contains()) : "";
    return new GuardedDfa(dfa, suffix(), contained);
  }

  static String longest(List<String> texts) {
    String longest = "";
    for (String text : texts) {
      longest = text.length() > longest.length() ? text : longest;
    }
    return longest;
  }

  private Program program() {
    Program made = program;
    if (made == null) {
      // Two threads may both make it; either result serves.
      made = Compiler.compile(node);
      program = made;
    }
    return made;
  }

  /** The text it was compiled from. */
  public String pattern() {
    return pattern;
  }

  /** Whether the whole text matches. */
  public boolean matches(CharSequence text) {
    return test.matches(text.toString());
  }

  /** Whether the bytes from {@code from} to before {@code to}, read as UTF-8, match as a whole. */
  public boolean matches(byte[] utf8, int from, int to) {
    return test.matches(utf8, from, to);
  }

  /**
   * Matches the whole text and fills a replacement template as Go's {@code Regexp.Expand} does:
   * {@code $1}, {@code $name}, {@code ${name}}, {@code $$}; a group that took no part is empty.
   *
   * @return the expanded template, or null if the text does not match
   */
  public @Nullable String expand(CharSequence text, String template) {
    String whole = text.toString();
    if (!test.matches(whole)) {
      return null;
    }
    if (template.indexOf('$') < 0) {
      return template;
    }
    Program machine = program();
    int[] slots = new PikeVm(machine, whole, machine.slots()).whole();
    if (slots == null) {
      throw new IllegalStateException("automaton and machine disagree on `" + pattern + "`");
    }
    StringBuilder out = new StringBuilder();
    Template.expand(out, template, whole, slots, machine.groupNames());
    return out.toString();
  }

  /**
   * All texts that match, if the expression is an alternation of literals or as good as one. For an
   * index: look these up instead of matching every value.
   */
  public Optional<Set<String>> literals() {
    return Optional.ofNullable(literals);
  }

  /** What every match begins with; may be empty. For an index: the range of values to look at. */
  public String prefix() {
    return Facts.affix(node, false);
  }

  /** What every match ends with; may be empty. */
  public String suffix() {
    return Facts.affix(node, true);
  }

  /** The literals that every match contains in this order, without overlap, prefix included. */
  public List<String> contains() {
    return Facts.contained(node);
  }

  /** Whether the empty text matches, and so a series without the label. */
  public boolean matchesEmpty() {
    return matches("");
  }

  @Override
  public String toString() {
    return pattern;
  }
}
