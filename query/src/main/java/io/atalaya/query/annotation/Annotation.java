package io.atalaya.query.annotation;

import io.atalaya.query.ast.PositionRange;

/**
 * One warning or info. Two of the same {@link #text} are one; its position is that of the part of
 * the query that Prometheus evaluates last: an outer part after those inside it, a right one after
 * a left one. Which of them really came first makes no difference.
 *
 * @see Warnings
 * @see Infos
 */
public sealed interface Annotation
    permits PlainAnnotation, ForcedMonotonicity, StartTimeOverlap, SourceWarning {
  /** Whether it tells of a likely mistake, not only of something worth knowing. */
  boolean isWarning();

  /** The text without position and counts, by which annotations are told apart. */
  String text();

  /** The text for people who see the query. */
  String textIn(String query);

  /** This annotation together with an earlier one of the same text. */
  Annotation after(Annotation earlier);

  /** Appends the position in the form of Prometheus. */
  static String withPosition(String text, PositionRange position, String query) {
    return query.isEmpty() ? text : text + " (" + position.startIn(query) + ")";
  }
}
