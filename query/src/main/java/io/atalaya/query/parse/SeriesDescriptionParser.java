package io.atalaya.query.parse;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.util.function.BinaryOperator;

/**
 * Reads the notation in which rule unit tests and promqltest scripts give series. Immutable and
 * safe for use by many threads.
 *
 * <pre>
 *   series     metric values
 *   metric     name | {label="value", …} | name{…}
 *   values     (space value)*
 *   value      _ | _xN | number | stale | number xN | number ± number xN
 *              | histogram | histogram xN | histogram ± histogram xN
 *   histogram  {{schema:0 sum:5 count:4 z_bucket:1 z_bucket_w:0.001 buckets:[1 2] offset:-1
 *                n_buckets:[1] n_offset:0 custom_values:[5 10] counter_reset_hint:gauge}}
 * </pre>
 *
 * {@code axN} is {@code a} and N more of it; {@code a+bxN} adds {@code b} each time; but {@code
 * _xN} leaves out exactly N samples.
 *
 * <p>Prometheus skips what it does not understand in a list of buckets, and so drops numbers
 * without a word; this refuses it.
 */
public final class SeriesDescriptionParser {
  private final BinaryOperator<Histogram> add;
  private final BinaryOperator<Histogram> subtract;

  /**
   * @param add adds histograms, for {@code {{…}}+{{…}}xN}; may throw {@link
   *     IllegalArgumentException} for those it cannot add, which is reported as a syntax error
   * @param subtract the same for {@code -}
   */
  public SeriesDescriptionParser(
      BinaryOperator<Histogram> add, BinaryOperator<Histogram> subtract) {
    this.add = add;
    this.subtract = subtract;
  }

  /**
   * Parses a whole series.
   *
   * @throws PromqlSyntaxException if it is none, or is beyond {@link ParseLimits}
   */
  public SeriesDescription parse(String text) {
    TokenReader.requireReadable(text);
    SeriesParser parser = new SeriesParser(text, add, subtract);
    return parser.read(parser::series);
  }

  /**
   * Parses only the labels of a series, {@code up{job="x"}}.
   *
   * @throws PromqlSyntaxException if they are none
   */
  public static Labels parseMetric(String text) {
    TokenReader.requireReadable(text);
    MetricParser parser = new MetricParser(text, new Lexer(text));
    return parser.read(parser::wholeMetric);
  }
}
