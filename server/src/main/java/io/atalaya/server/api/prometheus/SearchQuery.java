package io.atalaya.server.api.prometheus;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.server.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request wants to find.
 *
 * @param fromMillis series that lived then or later
 * @param toMillis series that lived then or earlier
 * @param selectors of the series to look at; none for all
 * @param likeness how well a text fits
 * @param order of the answer
 * @param showScores whether the answer tells the scores
 * @param limit how many are wanted
 * @param batch how many come in a line
 */
record SearchQuery(
    long fromMillis,
    long toMillis,
    List<List<Matcher>> selectors,
    Likeness likeness,
    Comparator<SearchHit> order,
    boolean showScores,
    int limit,
    int batch) {
  private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
  private static final int DEFAULT_LIMIT = 100;

  /** Each term costs time for each text, so their number is limited, as in Prometheus. */
  private static final int MAX_TERMS = 32;

  private static final String SUBSEQUENCE = "subsequence";
  private static final String JARO_WINKLER = "jarowinkler";

  private static final Comparator<SearchHit> BY_TEXT =
      Comparator.comparing(SearchHit::text, Labels::compareUtf8);

  /** The algorithms that {@code fuzz_alg} may name. */
  static final List<String> ALGORITHMS = List.of(SUBSEQUENCE, JARO_WINKLER);

  /**
   * Reads a request; wrong values are told in the order in which Prometheus finds them.
   *
   * @param endpoint last part of the path
   */
  static SearchQuery of(
      HttpRequest request,
      String endpoint,
      Queries queries,
      SearchOptions options,
      InstantSource clock) {
    long now = clock.millis();
    long from = time(request, "start", now - DEFAULT_RANGE.toMillis());
    long to = time(request, "end", now);
    if (to < from) {
      throw ApiError.badData("end timestamp must not be before start timestamp");
    }
    List<List<Matcher>> selectors = Parameters.selectors(request, queries);
    Likeness likeness = likeness(request);
    boolean showScores = truth(request, "include_score", false);
    Comparator<SearchHit> order = order(request, endpoint);
    int limit = limit(request, options);
    int batch = positive(request, "batch_size", DEFAULT_LIMIT);
    return new SearchQuery(from, to, selectors, likeness, order, showScores, limit, batch);
  }

  private static long time(HttpRequest request, String name, long otherwiseMillis) {
    try {
      return request.parameter(name).isEmpty()
          ? otherwiseMillis
          : Parameters.requiredTime(request, name);
    } catch (ApiError e) {
      throw ApiError.badData(
          "invalid time value for '"
              + name
              + "': cannot parse \""
              + request.parameter(name)
              + "\" to a valid timestamp");
    }
  }

  private static Likeness likeness(HttpRequest request) {
    List<String> terms = request.parameters("search[]");
    if (terms.size() > MAX_TERMS) {
      throw ApiError.badData(
          "too many search[] terms: got " + terms.size() + ", maximum is " + MAX_TERMS);
    }
    double threshold = threshold(request) / 100.0;
    String algorithm = request.parameter("fuzz_alg");
    if (!algorithm.isEmpty() && !ALGORITHMS.contains(algorithm)) {
      throw ApiError.badData(
          "unsupported fuzz_alg \"%s\": must be one of [%s]"
              .formatted(algorithm, String.join(" ", ALGORITHMS)));
    }
    boolean exact = truth(request, "case_sensitive", true);
    List<Likeness> wanted =
        terms.stream()
            .filter(term -> !term.isEmpty())
            .map(term -> exact ? term : term.toLowerCase(Locale.ROOT))
            .map(term -> likeness(term, algorithm, threshold))
            .toList();
    Likeness all = wanted.isEmpty() ? Likeness.any() : Likeness.best(wanted);
    return exact ? all : Likeness.ignoringCase(all);
  }

  private static Likeness likeness(String term, String algorithm, double threshold) {
    if (!algorithm.equals(JARO_WINKLER)) {
      return Likeness.atLeast(threshold, Likeness.subsequence(term));
    }
    Likeness substring = Likeness.substring(term);
    Likeness similar = Likeness.atLeast(threshold, Likeness.jaroWinkler(term));
    return text -> {
      double score = substring.of(text);
      return score > 0 || threshold == 0 ? score : similar.of(text);
    };
  }

  private static int threshold(HttpRequest request) {
    String value = request.parameter("fuzz_threshold");
    int threshold = value.isEmpty() ? 0 : whole(value).orElse(-1);
    if (threshold < 0 || threshold > 100) {
      throw ApiError.badData("invalid fuzz_threshold \"" + value + "\": must be 0-100");
    }
    return threshold;
  }

  private static Comparator<SearchHit> order(HttpRequest request, String endpoint) {
    String by = request.parameter("sort_by");
    String direction = request.parameter("sort_dir");
    if (!direction.isEmpty() && by.isEmpty()) {
      throw ApiError.badData("sort_dir is only valid when sort_by is set");
    }
    if (!direction.isEmpty() && by.equals("score")) {
      throw ApiError.badData("sort_dir is not supported for sort_by=score");
    }
    if (!List.of("", "asc", "dsc").contains(direction)) {
      throw ApiError.badData("invalid sort_dir \"" + direction + "\": must be \"asc\" or \"dsc\"");
    }
    if (by.equals("score") && request.parameters("search[]").isEmpty()) {
      throw ApiError.badData("sort_by=score requires search[] to be set");
    }
    return switch (by) {
      case "score" ->
          Comparator.comparingDouble(SearchHit::score).reversed().thenComparing(BY_TEXT);
      case "", "alpha" -> direction.equals("dsc") ? BY_TEXT.reversed() : BY_TEXT;
      default ->
          throw ApiError.badData(
              "invalid sort_by \"%s\" for %s: must be \"alpha\" or \"score\""
                  .formatted(by, endpoint));
    };
  }

  private static int limit(HttpRequest request, SearchOptions options) {
    int most = options.maxLimit();
    int limit =
        positive(request, "limit", most > 0 ? Math.min(DEFAULT_LIMIT, most) : DEFAULT_LIMIT);
    if (most > 0 && limit > most) {
      throw ApiError.badData(
          "limit %d exceeds the configured maximum (%d, see --web.search.max-limit)"
              .formatted(limit, most));
    }
    return limit;
  }

  private static int positive(HttpRequest request, String name, int otherwise) {
    String value = request.parameter(name);
    int number = value.isEmpty() ? otherwise : whole(value).orElse(0);
    if (number <= 0) {
      throw ApiError.badData("invalid " + name + " \"" + value + "\": must be a positive integer");
    }
    return number;
  }

  private static Optional<Integer> whole(String value) {
    try {
      return Optional.of(Integer.valueOf(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static boolean truth(HttpRequest request, String name, boolean otherwise) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    return Parameters.truth(value)
        .orElseThrow(
            () -> ApiError.badData("invalid " + name + " \"" + value + "\": must be boolean"));
  }

  /** The texts that fit, in the wanted order: one more than wanted if there are more. */
  List<SearchHit> hits(List<String> texts) {
    List<SearchHit> hits = new ArrayList<>();
    for (String text : texts) {
      double score = likeness.of(text);
      if (score > 0) {
        hits.add(new SearchHit(text, score));
      }
    }
    return hits.stream().sorted(order).limit(limit + 1L).toList();
  }
}
