package io.atalaya.query.peer;

import io.atalaya.model.Labels;
import io.atalaya.query.peer.Answer.Bucket;
import io.atalaya.query.peer.Answer.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How our answer differs from that of Prometheus.
 *
 * @param kind in which part of the answer
 * @param text both, for people and for {@link KnownDifference}
 */
record Disagreement(Kind kind, String text) {
  private static final double RELATIVE = 1e-9;
  private static final double ABSOLUTE = 1e-10;

  enum Kind {
    ERROR,
    SERIES,
    TIMES,
    VALUE,
    WARNINGS,
    INFOS
  }

  /** The first difference. */
  static Optional<Disagreement> between(Answer ours, Answer theirs) {
    String ourError = ours.error();
    String theirError = theirs.error();
    if (ourError != null || theirError != null) {
      return Wording.ofError(ourError).equals(Wording.ofError(theirError))
          ? Optional.empty()
          : some(Kind.ERROR, ourError, theirError);
    }
    return series(ours.series(), theirs.series())
        .or(() -> annotations(Kind.WARNINGS, ours.warnings(), theirs.warnings()))
        .or(() -> annotations(Kind.INFOS, ours.infos(), theirs.infos()));
  }

  private static Optional<Disagreement> some(
      Kind kind,
      @org.jspecify.annotations.Nullable Object ours,
      @org.jspecify.annotations.Nullable Object theirs) {
    return Optional.of(new Disagreement(kind, "ours " + ours + ", theirs " + theirs));
  }

  private static Optional<Disagreement> annotations(
      Kind kind, List<String> ours, List<String> theirs) {
    Set<String> a = Wording.ofAnnotations(ours);
    Set<String> b = Wording.ofAnnotations(theirs);
    return a.equals(b) ? Optional.empty() : some(kind, a, b);
  }

  private static Optional<Disagreement> series(
      Map<Labels, Map<Long, Value>> ours, Map<Labels, Map<Long, Value>> theirs) {
    if (!ours.keySet().equals(theirs.keySet())) {
      return some(Kind.SERIES, ours.keySet(), theirs.keySet());
    }
    for (Map.Entry<Labels, Map<Long, Value>> e : ours.entrySet()) {
      Map<Long, Value> other = theirs.getOrDefault(e.getKey(), new TreeMap<>());
      if (!e.getValue().keySet().equals(other.keySet())) {
        return some(Kind.TIMES, e, other);
      }
      for (Map.Entry<Long, Value> sample : e.getValue().entrySet()) {
        Value their = other.get(sample.getKey());
        if (their == null || !same(sample.getValue(), their)) {
          return some(Kind.VALUE, e.getKey() + " " + sample, their);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean same(Value a, Value b) {
    List<Bucket> left = a.buckets();
    List<Bucket> right = b.buckets();
    if (left == null || right == null) {
      return left == null && right == null && close(a.number(), b.number(), 0);
    }
    double scale = Math.abs(a.count());
    return close(a.number(), b.number(), scale)
        && close(a.count(), b.count(), scale)
        && same(left, right, scale);
  }

  private static boolean same(List<Bucket> a, List<Bucket> b, double scale) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!close(a.get(i).lower(), b.get(i).lower(), 0)
          || !close(a.get(i).upper(), b.get(i).upper(), 0)
          || !close(a.get(i).count(), b.get(i).count(), scale)) {
        return false;
      }
    }
    return a.size() == b.size();
  }

  private static boolean close(double a, double b, double scale) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.isNaN(a) && Double.isNaN(b);
    }
    double size = Math.max(Math.max(Math.abs(a), Math.abs(b)), scale);
    return a == b || Math.abs(a - b) <= Math.max(ABSOLUTE, RELATIVE * size);
  }
}
