package io.atalaya.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression that looks for matches anywhere in a text, as template functions and checks do.
 * Immutable to its users and safe for many threads at once.
 *
 * @see Regex
 */
public final class RegexSearch {
  private final String pattern;
  private final Program program;
  private final String prefix;
  private final TextTest test;

  private RegexSearch(String pattern, Node node) {
    this.pattern = pattern;
    program = Compiler.compile(node);
    prefix = Facts.affix(node, false);
    Set<String> literals = Facts.literals(node);
    test =
        literals != null && literals.size() == 1
            ? Containing.of(literals.iterator().next())
            : new GuardedDfa(new LazyDfa(program, true), "", Regex.longest(Facts.contained(node)));
  }

  /**
   * Compiles an expression as Go's {@code regexp.Compile} does: without anchors of its own, and a
   * dot does not match a newline.
   *
   * @throws RegexSyntaxException with Go's wording of what is wrong
   */
  public static RegexSearch compile(String pattern) {
    return new RegexSearch(pattern, Regex.parse(pattern, false));
  }

  /** The text it was compiled from. */
  public String pattern() {
    return pattern;
  }

  /** Whether there is a match in the text. */
  public boolean find(CharSequence text) {
    return test.matches(text.toString());
  }

  /** Whether there is a match in the bytes from {@code from} to before {@code to}. */
  public boolean find(byte[] utf8, int from, int to) {
    return test.matches(utf8, from, to);
  }

  /**
   * Finds the first match and fills a template from it, as {@link Regex#expand} does.
   *
   * @return the expanded template, or null if there is no match
   */
  public @Nullable String expand(CharSequence text, String template) {
    String whole = text.toString();
    int[] slots = find(whole) ? machine(whole, template).first(0, prefix) : null;
    if (slots == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    Template.expand(out, template, whole, slots, program.groupNames());
    return out.toString();
  }

  private PikeVm machine(String text, String template) {
    return new PikeVm(program, text, template.indexOf('$') < 0 ? 2 : program.slots());
  }

  /**
   * Replaces all matches that do not overlap, from left to right, by a template filled from each:
   * Go's {@code Regexp.ReplaceAllString}. An empty match right after another match is left alone.
   *
   * <p>Each match takes time in proportion to the text looked at for it, which may be more than the
   * match.
   */
  public String replaceAll(CharSequence text, String template) {
    String source = text.toString();
    if (!find(source)) {
      return source;
    }
    PikeVm machine = machine(source, template);
    List<@Nullable String> names = program.groupNames();
    StringBuilder out = new StringBuilder();
    int copied = 0;
    int at = 0;
    while (at <= source.length()) {
      int[] slots = machine.first(at, prefix);
      if (slots == null) {
        break;
      }
      out.append(source, copied, slots[0]);
      if (slots[1] > copied || slots[0] == 0) {
        Template.expand(out, template, source, slots, names);
      }
      copied = slots[1];
      at = Math.max(copied, afterCharacter(source, at));
    }
    return out.append(source, copied, source.length()).toString();
  }

  private static int afterCharacter(String text, int at) {
    return at < text.length() ? at + Character.charCount(text.codePointAt(at)) : at + 1;
  }

  @Override
  public String toString() {
    return pattern;
  }

  /** The search for an expression that is one literal. */
  private record Containing(String literal, byte[] utf8) implements TextTest {
    static Containing of(String literal) {
      return new Containing(literal, literal.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean matches(String text) {
      return text.contains(literal);
    }

    @Override
    public boolean matches(byte[] text, int from, int to) {
      return Bytes.contains(text, from, to, utf8);
    }
  }
}
