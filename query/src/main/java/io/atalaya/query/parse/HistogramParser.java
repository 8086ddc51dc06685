package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.CLOSE_HIST;
import static io.atalaya.query.parse.TokenType.COLON;
import static io.atalaya.query.parse.TokenType.HISTOGRAM_KEY;
import static io.atalaya.query.parse.TokenType.LEFT_BRACKET;
import static io.atalaya.query.parse.TokenType.NUMBER;
import static io.atalaya.query.parse.TokenType.OPEN_HIST;
import static io.atalaya.query.parse.TokenType.RESET_HINT;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACKET;
import static io.atalaya.query.parse.TokenType.SPACE;
import static io.atalaya.query.parse.TokenType.SUB;

import io.atalaya.model.GoQuote;
import io.atalaya.model.Histogram;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.parse.TokenReader.Place;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the histograms of series descriptions. */
final class HistogramParser {
  private static final Place DESCRIPTION =
      new Place("histogram description", "histogram description key, e.g. buckets:[5 10 7]");
  private static final double[] NO_BUCKETS = {};

  private final TokenReader in;

  HistogramParser(TokenReader in) {
    this.in = in;
  }

  /** What has been said of a histogram so far. */
  private static final class Draft {
    final Set<HistogramKey> given = EnumSet.noneOf(HistogramKey.class);
    int schema;
    double sum;
    double count;
    double zeroCount;
    double zeroThreshold;
    int offset;
    int negativeOffset;
    double[] buckets = NO_BUCKETS;
    double[] negativeBuckets = NO_BUCKETS;
    double[] customValues = NO_BUCKETS;
    Histogram.ResetHint hint = Histogram.ResetHint.UNKNOWN;

    Histogram build() {
      return new Histogram(
          schema,
          zeroThreshold,
          zeroCount,
          count,
          sum,
          spans(offset, buckets),
          buckets,
          spans(negativeOffset, negativeBuckets),
          negativeBuckets,
          customValues,
          hint,
          false);
    }

    private static List<Histogram.Span> spans(int offset, double[] buckets) {
      return buckets.length == 0 ? List.of() : List.of(new Histogram.Span(offset, buckets.length));
    }
  }

  /** A whole histogram, from the opening to the closing braces. */
  SequenceValue.HistogramValue read() {
    Draft draft = new Draft();
    Token open = in.expect(OPEN_HIST);
    if (in.at(HISTOGRAM_KEY)) {
      items(draft);
    } else {
      in.takeIf(SPACE);
      in.expect(CLOSE_HIST);
    }
    boolean hintGiven = draft.given.contains(HistogramKey.COUNTER_RESET_HINT);
    return new SequenceValue.HistogramValue(histogram(draft, open), hintGiven);
  }

  private Histogram histogram(Draft draft, Token open) {
    try {
      return draft.build();
    } catch (IllegalArgumentException e) {
      in.note(open.position(), "histogram is not valid: " + e.getMessage());
      throw new TokenReader.Abort();
    }
  }

  private void items(Draft draft) {
    item(draft);
    Place before = in.enter(DESCRIPTION);
    while (!in.at(CLOSE_HIST)) {
      in.expect(SPACE);
      if (!in.at(CLOSE_HIST)) {
        item(draft);
      }
    }
    in.take();
    in.enter(before);
  }

  private void item(Draft draft) {
    Token token = in.expect(HISTOGRAM_KEY);
    HistogramKey key = HistogramKey.valueOf(token.text().toUpperCase(Locale.ROOT));
    if (!draft.given.add(key)) {
      in.note(PositionRange.NONE, "duplicate key \"" + key.text() + "\" in histogram");
    }
    in.expect(COLON);
    switch (key.kind()) {
      case SIGNED, UNSIGNED -> setNumber(draft, key, number(key.kind()));
      case INTEGER -> setInteger(draft, key, integer());
      case LIST -> setList(draft, key, list());
      case HINT -> draft.hint = hint(in.expect(RESET_HINT));
    }
  }

  private static Histogram.ResetHint hint(Token token) {
    return Histogram.ResetHint.valueOf(token.text().toUpperCase(Locale.ROOT));
  }

  private static void setNumber(Draft draft, HistogramKey key, double value) {
    if (key == HistogramKey.SUM) {
      draft.sum = value;
    } else if (key == HistogramKey.COUNT) {
      draft.count = value;
    } else if (key == HistogramKey.Z_BUCKET) {
      draft.zeroCount = value;
    } else {
      draft.zeroThreshold = value;
    }
  }

  private static void setInteger(Draft draft, HistogramKey key, int value) {
    if (key == HistogramKey.SCHEMA) {
      draft.schema = value;
    } else if (key == HistogramKey.OFFSET) {
      draft.offset = value;
    } else {
      draft.negativeOffset = value;
    }
  }

  private static void setList(Draft draft, HistogramKey key, double[] values) {
    if (key == HistogramKey.BUCKETS) {
      draft.buckets = values;
    } else if (key == HistogramKey.N_BUCKETS) {
      draft.negativeBuckets = values;
    } else {
      draft.customValues = values;
    }
  }

  private double number(HistogramKey.Kind kind) {
    boolean minus = kind == HistogramKey.Kind.SIGNED && in.takeIf(SUB);
    double value = in.number(in.expect(NUMBER));
    return minus ? -value : value;
  }

  private int integer() {
    boolean minus = in.takeIf(SUB);
    Token token = in.expect(NUMBER);
    long value = minus ? -unsigned(token) : unsigned(token);
    if (value != (int) value) {
      in.note(token.position(), "number " + value + " is out of range in a histogram");
    }
    return (int) value;
  }

  /** A whole number, by the rules of how often to repeat a value. */
  long unsigned(Token token) {
    String text = token.text();
    boolean digits = text.chars().allMatch(Scanner::isDigit);
    try {
      if (digits) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      // Too many digits; told below.
    }
    in.note(
        token.position(),
        "invalid repetition in series values: strconv.ParseUint: parsing %s: %s"
            .formatted(GoQuote.of(text), digits ? "value out of range" : "invalid syntax"));
    return 0;
  }

  private double[] list() {
    in.expect(LEFT_BRACKET);
    List<Double> values = new ArrayList<>();
    values.add(number(HistogramKey.Kind.SIGNED));
    while (!in.at(RIGHT_BRACKET)) {
      in.expect(SPACE);
      if (!in.at(RIGHT_BRACKET)) {
        values.add(number(HistogramKey.Kind.SIGNED));
      }
    }
    in.take();
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
