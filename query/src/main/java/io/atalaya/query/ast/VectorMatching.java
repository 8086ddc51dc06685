package io.atalaya.query.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of two vectors find each other.
 *
 * @param cardinality how many may match on each side
 * @param on whether {@code labels} are those that must be equal ({@code on}), or those that need
 *     not be ({@code ignoring})
 * @param labels in the order written
 * @param include labels that the result takes from the side of one, in the order written
 * @param fillLeft value for a missing element of the left side, or null for no result
 * @param fillRight value for a missing element of the right side, or null for no result
 */
public record VectorMatching(
    Cardinality cardinality,
    boolean on,
    List<String> labels,
    List<String> include,
    @Nullable Double fillLeft,
    @Nullable Double fillRight) {

  /** How many elements of the left and of the right side may match each other. */
  public enum Cardinality {
    ONE_TO_ONE("one-to-one"),
    /** {@code group_left}. */
    MANY_TO_ONE("many-to-one"),
    /** {@code group_right}. */
    ONE_TO_MANY("one-to-many"),
    /** Set operators only. */
    MANY_TO_MANY("many-to-many");

    private final String text;

    Cardinality(String text) {
      this.text = text;
    }

    /** The words of Prometheus' error messages. */
    public String text() {
      return text;
    }
  }

  /** What an operator between two vectors does without modifiers: all labels must be equal. */
  public static final VectorMatching DEFAULT =
      new VectorMatching(Cardinality.ONE_TO_ONE, false, List.of(), List.of(), null, null);

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  public VectorMatching withCardinality(Cardinality newCardinality) {
    return new VectorMatching(newCardinality, on, labels, include, fillLeft, fillRight);
  }

  public boolean hasFill() {
    return fillLeft != null || fillRight != null;
  }
}
