package io.atalaya.query.peer;

import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.peer.Disagreement.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that Prometheus 3.5, with which we are compared, does not do yet as Prometheus 3.14
 * does, or does by chance.
 *
 * @param reason the release and the change, and what it changed
 * @param queries where it may show
 * @param kinds and in which way
 */
record KnownDifference(String reason, Pattern queries, Set<Kind> kinds) {
  private static final Pattern RELEASES =
      Pattern.compile("^(\\d+\\.\\d+)(?: to (\\d+\\.\\d+))?,? ");
  private static final String HISTOGRAM = "(size|memory|waiting|mixed)";

  private static final List<KnownDifference> ALL =
      List.of(
          of(
              "3.7 to 3.14, functions and operators that were not there before",
              "\\b(first_over_time|ts_of_first_over_time|histogram_quantiles|start_timestamp|min_of"
                  + "|max_of|start|end|step|range)\\s*\\(|</|>/",
              Kind.ERROR),
          of(
              "3.6, #16777: durations may be expressions, so that other tokens may follow",
              "(\\[|offset)",
              Kind.ERROR),
          of(
              "3.6, #16828: rates of native histograms are not extrapolated below zero",
              "\\b(rate|increase) ?\\(.*" + HISTOGRAM,
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES),
          of(
              "3.6, #16879: what was known of counter resets is forgotten in subqueries",
              HISTOGRAM + ".*\\[[^\\]]*:",
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES),
          of("3.6, #16725: topk and the like refuse NaN", "(topk|bottomk|limitk)", Kind.ERROR),
          of(
              "3.7, #16896: annotations point into parentheses around an argument",
              "[(,] ?\\(",
              Kind.WARNINGS,
              Kind.INFOS),
          of("3.7, #17051: warnings of conflicting counter resets", HISTOGRAM, Kind.WARNINGS),
          of(
              "3.8, #17278: custom buckets with different bounds can be put together",
              "waiting",
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES,
              Kind.WARNINGS,
              Kind.INFOS,
              Kind.ERROR),
          of(
              "3.8, #17424: a fraction may begin inside the first bucket",
              "histogram_fraction",
              Kind.VALUE),
          of(
              "3.9, #17668: filters, too, refuse many-to-one matches that are not asked for",
              "(==|!=|<|>)",
              Kind.ERROR),
          of(
              "3.9, #17708, #17703: series that never have a sample at the same time are merged",
              "(-|label_replace|label_join)",
              Kind.ERROR),
          of(
              "3.8 to 3.12, #17199, #17817, #17898, #17932: info() keeps more series, and finds"
                  + " more",
              "\\binfo\\(",
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES,
              Kind.ERROR),
          of(
              "3.10, #18058: the mean of a single native histogram",
              "avg_over_time.*" + HISTOGRAM,
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES),
          of("3.13, #18081: a subquery ends with the last step of the query", ":", Kind.ERROR),
          of(
              "3.14, #19040: mad_over_time of a NaN is NaN",
              "mad_over_time",
              Kind.VALUE,
              Kind.SERIES),
          of(
              "timestamp() with @ and an offset looks at samples without the offset, and only at"
                  + " those that a selector with it would read",
              "timestamp.*@.*offset",
              Kind.VALUE,
              Kind.SERIES,
              Kind.TIMES),
          of(
              "deviations of numbers far from zero, such as times, are rounded",
              "std(dev|var).*timestamp",
              Kind.VALUE),
          of(
              "a chunk gives a histogram the empty buckets of its neighbours, so that it seems to"
                  + " have a negative side",
              "histogram_(quantile|fraction).*" + HISTOGRAM,
              Kind.VALUE),
          of(
              "of equals any is taken: in range queries, and after count_values, order is random",
              "(topk|bottomk|limitk).*( from |count_values)",
              Kind.SERIES,
              Kind.TIMES,
              Kind.VALUE));

  KnownDifference {
    kinds = Set.copyOf(kinds);
  }

  private static KnownDifference of(String reason, String queries, Kind... kinds) {
    return new KnownDifference(reason, Pattern.compile(queries, Pattern.DOTALL), Set.of(kinds));
  }

  /** The release from which on it is no explanation any more; the last one it names. */
  private Version until() {
    Matcher range = RELEASES.matcher(reason);
    if (!range.find()) {
      return Version.NEVER;
    }
    return Version.of(range.group(2) == null ? range.group(1) : range.group(2));
  }

  /** What explains a disagreement with a release, if it is known. */
  static Optional<KnownDifference> explaining(
      Version peer, RandomQuery query, Disagreement disagreement) {
    return ALL.stream()
        .filter(d -> peer.compareTo(d.until()) < 0)
        .filter(d -> d.kinds.contains(disagreement.kind()))
        .filter(d -> d.queries.matcher(query.toString()).find())
        .findFirst();
  }
}
