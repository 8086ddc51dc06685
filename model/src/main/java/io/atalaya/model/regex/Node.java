package io.atalaya.model.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
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
      case Concat(List<Node> parts) -> parts.stream().allMatch(Node::canBeEmpty);
      case Alternate(List<Node> choices) -> choices.stream().anyMatch(Node::canBeEmpty);
    };
  }

  /** The length of the longest way down to a leaf, itself counted. */
  default int height() {
    return switch (this) {
      case Empty(), Assertion(_), Chars(_) -> 1;
      case Capture(_, _, Node body) -> 1 + body.height();
      case Repeat(Node body, _, _, _) -> 1 + body.height();
      case Concat(List<Node> parts) -> 1 + highest(parts);
      case Alternate(List<Node> choices) -> 1 + highest(choices);
    };
  }

  private static int highest(List<Node> nodes) {
    return nodes.stream().mapToInt(Node::height).max().orElse(0);
  }

  /** Whether counted repetitions inside each other stay within {@code limit} copies. */
  default boolean repeatsAtMost(int limit) {
    return switch (this) {
      case Empty(), Assertion(_), Chars(_) -> true;
      case Capture(_, _, Node body) -> body.repeatsAtMost(limit);
      case Concat(List<Node> parts) -> parts.stream().allMatch(p -> p.repeatsAtMost(limit));
      case Alternate(List<Node> choices) -> choices.stream().allMatch(c -> c.repeatsAtMost(limit));
      case Repeat(Node body, int min, int max, _) -> {
        int copies = max < 0 ? min : max;
        yield max == 0
            || (copies <= limit && body.repeatsAtMost(copies > 0 ? limit / copies : limit));
      }
    };
  }
}
