package io.atalaya.model.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed expression.
 *
 * <p>Whoever walks a tree does so by loops and plain recursion: a tree may be {@link
 * Parser#MAX_HEIGHT} high, and streams would take many times the stack.
 */
sealed interface Node {
  /** Matches the empty text. */
  record Empty() implements Node {}

  /** Matches one code point of a set. */
  record Chars(CharSet set) implements Node {}

  /** Matches the empty text at certain places. */
  record Assertion(Place place) implements Node {}

  /** A group whose text is kept; groups are numbered from 1 by their opening parentheses. */
  record Capture(int index, @Nullable String name, Node body) implements Node {}

  /**
   * From {@code min} to {@code max} times the body.
   *
   * @param max −1 for any number
   * @param greedy whether more is preferred to less
   */
  record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

  /** One after the other. */
  record Concat(List<Node> parts) implements Node {}

  /** One of them, the earlier preferred to the later. */
  record Alternate(List<Node> choices) implements Node {}

  /** Where an {@link Assertion} holds. */
  enum Place {
    BEGIN_TEXT,
    END_TEXT,
    BEGIN_LINE,
    END_LINE,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY;

    /** Whether it holds between two neighbours. */
    boolean holds(Neighbour before, Neighbour after) {
      return switch (this) {
        case BEGIN_TEXT -> before == Neighbour.EDGE;
        case END_TEXT -> after == Neighbour.EDGE;
        case BEGIN_LINE -> before == Neighbour.EDGE || before == Neighbour.NEWLINE;
        case END_LINE -> after == Neighbour.EDGE || after == Neighbour.NEWLINE;
        case WORD_BOUNDARY -> (before == Neighbour.WORD) != (after == Neighbour.WORD);
        case NO_WORD_BOUNDARY -> (before == Neighbour.WORD) == (after == Neighbour.WORD);
      };
    }
  }

  /** All that an assertion needs to know of the character on one of its sides. */
  enum Neighbour {
    EDGE,
    NEWLINE,
    WORD,
    OTHER
  }

  /** Whether it can match the empty text; assertions are taken to hold. */
  default boolean canBeEmpty() {
    return switch (this) {
      case Empty(), Assertion(_) -> true;
      case Chars(_) -> false;
      case Capture(_, _, Node body) -> body.canBeEmpty();
      case Repeat(Node body, int min, _, _) -> min == 0 || body.canBeEmpty();
      case Concat(List<Node> parts) -> {
        for (Node part : parts) {
          if (!part.canBeEmpty()) {
            yield false;
          }
        }
        yield true;
      }
      case Alternate(List<Node> choices) -> {
        for (Node choice : choices) {
          if (choice.canBeEmpty()) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  /** Whether counted repetitions inside each other stay within {@code limit} copies. */
  default boolean repeatsAtMost(int limit) {
    return switch (this) {
      case Empty(), Assertion(_), Chars(_) -> true;
      case Capture(_, _, Node body) -> body.repeatsAtMost(limit);
      case Concat(List<Node> parts) -> allRepeatAtMost(parts, limit);
      case Alternate(List<Node> choices) -> allRepeatAtMost(choices, limit);
      case Repeat(Node body, int min, int max, _) -> {
        int copies = max < 0 ? min : max;
        yield max == 0
            || (copies <= limit && body.repeatsAtMost(copies > 0 ? limit / copies : limit));
      }
    };
  }

  private static boolean allRepeatAtMost(List<Node> nodes, int limit) {
    for (Node node : nodes) {
      if (!node.repeatsAtMost(limit)) {
        return false;
      }
    }
    return true;
  }
}
