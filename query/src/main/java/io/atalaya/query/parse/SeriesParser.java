package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.ADD;
import static io.atalaya.query.parse.TokenType.BLANK;
import static io.atalaya.query.parse.TokenType.EOF;
import static io.atalaya.query.parse.TokenType.IDENTIFIER;
import static io.atalaya.query.parse.TokenType.NUMBER;
import static io.atalaya.query.parse.TokenType.OPEN_HIST;
import static io.atalaya.query.parse.TokenType.SPACE;
import static io.atalaya.query.parse.TokenType.SUB;
import static io.atalaya.query.parse.TokenType.TIMES;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.query.ast.PositionRange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Reads a series description; {@link SeriesDescriptionParser} has the grammar. */
final class SeriesParser extends MetricParser {
  private static final Place VALUES = new Place("series values", "");
  private static final Place VALUE = new Place("series values", "number or \"stale\"");

  private static final Set<TokenType> ITEM_STARTS = EnumSet.of(BLANK, IDENTIFIER, OPEN_HIST);

  private final HistogramParser histograms = new HistogramParser(this);
  private final BinaryOperator<Histogram> add;
  private final BinaryOperator<Histogram> subtract;
  private final List<SequenceValue> values = new ArrayList<>();

  SeriesParser(String input, BinaryOperator<Histogram> add, BinaryOperator<Histogram> subtract) {
    super(input, new SeriesLexer(input));
    this.add = add;
    this.subtract = subtract;
  }

  SeriesDescription series() {
    Labels labels = metric();
    if (!at(SPACE) && !at(EOF)) {
      throw unexpected(VALUES);
    }
    while (!at(EOF)) {
      expect(SPACE);
      if (!at(EOF)) {
        item();
      }
    }
    return new SeriesDescription(labels, values);
  }

  private void item() {
    Token first = peek();
    boolean isNumber = first.type() == NUMBER || first.type().isSign();
    if (!isNumber && !ITEM_STARTS.contains(first.type())) {
      throw unexpected();
    }
    Place before = enter(VALUES);
    if (takeIf(BLANK)) {
      repeat(new SequenceValue.Omitted(), takeIf(TIMES) ? count() : 1);
    } else if (at(OPEN_HIST)) {
      histogramItem();
    } else {
      numberItem();
    }
    enter(before);
  }

  private void numberItem() {
    double first = at(IDENTIFIER) ? staleMarker() : signedNumber();
    if (takeIf(TIMES)) {
      // The first value is at time 0 and not counted.
      repeat(new SequenceValue.FloatValue(first), count() + 1);
    } else if (peek().type().isSign()) {
      double step = signedNumber();
      expect(TIMES);
      ramp(first, step, count());
    } else {
      append(new SequenceValue.FloatValue(first));
    }
  }

  private double staleMarker() {
    if (!peek().text().equals("stale")) {
      throw unexpected(VALUE);
    }
    take();
    return SampleValue.STALE;
  }

  private double signedNumber() {
    boolean minus = at(SUB);
    if (peek().type().isSign()) {
      take();
    }
    double value = number(expect(NUMBER));
    return minus ? -value : value;
  }

  private void ramp(double first, double step, long times) {
    double value = first;
    for (long i = 0; i <= times; i++) {
      append(new SequenceValue.FloatValue(value));
      value += step;
    }
  }

  private void repeat(SequenceValue value, long times) {
    for (long i = 0; i < times; i++) {
      append(value);
    }
  }

  private void append(SequenceValue value) {
    if (values.size() >= ParseLimits.MAX_SERIES_VALUES) {
      note(
          peek().position(),
          "series has too many values, the limit is " + ParseLimits.MAX_SERIES_VALUES);
      throw new Abort();
    }
    values.add(value);
  }

  /** How often to repeat. */
  private long count() {
    long times = histograms.unsigned(expect(NUMBER));
    return Math.min(times, ParseLimits.MAX_SERIES_VALUES + 1L);
  }

  private void histogramItem() {
    SequenceValue.HistogramValue first = histograms.read();
    if (takeIf(TIMES)) {
      repeat(first, count() + 1);
    } else if (at(ADD) || at(SUB)) {
      BinaryOperator<Histogram> operation = take().type() == ADD ? add : subtract;
      if (!at(OPEN_HIST)) {
        throw unexpected();
      }
      SequenceValue.HistogramValue step = histograms.read();
      expect(TIMES);
      PositionRange position = peek().position();
      ramp(first.value(), step, operation, count(), position);
    } else {
      append(first);
    }
  }

  /** Whether the hint is to be compared is taken from the step, as in Prometheus. */
  private void ramp(
      Histogram first,
      SequenceValue.HistogramValue step,
      BinaryOperator<Histogram> operation,
      long times,
      PositionRange position) {
    append(new SequenceValue.HistogramValue(first, step.resetHintGiven()));
    Histogram value = first;
    for (long i = 0; i < times; i++) {
      if (value.schema() > step.value().schema()) {
        note(
            position,
            "error combining histograms: cannot merge from schema %d to %d"
                .formatted(step.value().schema(), value.schema()));
        return;
      }
      try {
        value = operation.apply(value, step.value());
      } catch (IllegalArgumentException e) {
        note(position, String.valueOf(e.getMessage()));
        return;
      }
      append(new SequenceValue.HistogramValue(value, step.resetHintGiven()));
    }
  }
}
