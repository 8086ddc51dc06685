package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Alternate;
import io.atalaya.model.regex.Node.Assertion;
import io.atalaya.model.regex.Node.Capture;
import io.atalaya.model.regex.Node.Chars;
import io.atalaya.model.regex.Node.Concat;
import io.atalaya.model.regex.Node.Empty;
import io.atalaya.model.regex.Node.Repeat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression of literals with {@code .*} or {@code .+} between them, such as {@code api-.*} or
 * {@code .+error.*}, matched by comparing and searching alone. Taking the first occurrence of each
 * literal in turn is enough: a later one leaves less room for those that follow.
 */
final class Glob implements TextTest {
  /** The first is a prefix and the last a suffix; both may be empty. */
  private final List<String> literals;

  private final List<byte[]> bytes;

  /** The least number of characters, 0 or 1, between a literal and the next. */
  private final List<Integer> gaps;

  private Glob(List<String> literals, List<Integer> gaps) {
    this.literals = List.copyOf(literals);
    this.gaps = List.copyOf(gaps);
    bytes = literals.stream().map(l -> l.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** The glob that an expression is, or null. */
  static @Nullable Glob of(Node node) {
    Collector collector = new Collector();
    return collector.collect(node) ? collector.glob() : null;
  }

  private static final class Collector {
    final List<String> literals = new ArrayList<>();
    final List<Integer> gaps = new ArrayList<>();
    final StringBuilder literal = new StringBuilder();

    boolean collect(Node node) {
      return switch (node) {
        case Empty() -> true;
        case Assertion(_), Alternate(_) -> false;
        case Chars(CharSet set) -> {
          int c = Facts.literalOf(set);
          if (c >= 0) {
            literal.appendCodePoint(c);
          }
          yield c >= 0;
        }
        case Capture(_, _, Node body) -> collect(body);
        case Concat(List<Node> parts) -> {
          for (Node part : parts) {
            if (!collect(part)) {
              yield false;
            }
          }
          yield true;
        }
        case Repeat(Node body, int min, int max, _) -> {
          boolean any = max < 0 && min <= 1 && body instanceof Chars(CharSet set) && set.isAll();
          yield any && gap(min);
        }
      };
    }

    /** Ends a literal. Two characters cannot be told from one in two units, so 1 is the most. */
    private boolean gap(int min) {
      if (!gaps.isEmpty() && literal.isEmpty()) {
        int sum = gaps.removeLast() + min;
        gaps.add(sum);
        return sum <= 1;
      }
      literals.add(literal.toString());
      literal.setLength(0);
      gaps.add(min);
      return true;
    }

    @Nullable Glob glob() {
      literals.add(literal.toString());
      return gaps.isEmpty() ? null : new Glob(literals, gaps);
    }
  }

  @Override
  public boolean matches(String text) {
    int last = gaps.size();
    String prefix = literals.getFirst();
    String suffix = literals.getLast();
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) {
      return false;
    }
    int at = prefix.length() + gaps.getFirst();
    for (int i = 1; i < last; i++) {
      int found = text.indexOf(literals.get(i), at);
      if (found < 0) {
        return false;
      }
      at = found + literals.get(i).length() + gaps.get(i);
    }
    return at <= text.length() - suffix.length();
  }

  @Override
  public boolean matches(byte[] utf8, int from, int to) {
    int last = gaps.size();
    byte[] prefix = bytes.getFirst();
    byte[] suffix = bytes.getLast();
    if (!Bytes.startsWith(utf8, from, to, prefix) || !Bytes.endsWith(utf8, from, to, suffix)) {
      return false;
    }
    int at = from + prefix.length + gaps.getFirst();
    for (int i = 1; i < last; i++) {
      int found = Bytes.indexOf(utf8, at, to, bytes.get(i));
      if (found < 0) {
        return false;
      }
      at = found + bytes.get(i).length + gaps.get(i);
    }
    return at <= to - suffix.length;
  }
}
