package io.atalaya.collect.scrape;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the bytes of a text exposition, entry by entry, without copying any: an entry is
 * told by positions in the body, and only what is asked for becomes a string.
 *
 * <p>Both dialects give the verdicts of Prometheus' own parsers, which are laxer than their
 * standards where that helps (order, grouping, and duplicates do not matter) and as strict
 * elsewhere.
 */
abstract sealed class ExpositionParser permits TextParser, OpenMetricsParser {
  /** What {@link #next} found. */
  enum Entry {
    SERIES,
    TYPE,
    HELP,
    UNIT,
    COMMENT,
    END
  }

  /** Kinds of metric families; {@code UNKNOWN} is {@code untyped} in the older format. */
  enum MetricType {
    UNKNOWN("unknown"),
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram"),
    GAUGEHISTOGRAM("gaugehistogram"),
    SUMMARY("summary"),
    INFO("info"),
    STATESET("stateset");

    static final List<MetricType> ALL = List.of(values());

    private final String text;

    MetricType(String text) {
      this.text = text;
    }

    /** The word in OpenMetrics and in APIs. */
    String text() {
      return text;
    }
  }

  /** How much of a body an error message shows. */
  private static final int MAX_SHOWN_BYTES = 60;

  private static final int SPAN = 4;

  /** Digits and a point that fit a long, and the line end. */
  private static final int MAX_PLAIN_BYTES = 19;

  final byte[] body;
  final int end;

  /** Where reading goes on. */
  int position;

  /** Where the current entry begins. */
  int entryStart;

  /** The name of the current family or series, without quotes; −1 as long as it is not known. */
  int nameStart;

  int nameEnd;

  /** End of the current series' name and labels, which begin at {@link #entryStart}. */
  int seriesEnd;

  /** Four positions for each label: start and end of its name, start and end of its value. */
  int[] labels = new int[64];

  int labelCount;

  /** Text of the current HELP, TYPE, UNIT or comment. */
  int textStart;

  int textEnd;

  /** The type told last; it counts until another is told. */
  MetricType type = MetricType.UNKNOWN;

  double value;
  boolean hasTimestamp;
  long timestampMillis;

  /** Whether the current sample carries an exemplar. */
  boolean hasExemplar;

  ExpositionParser(byte[] body, int length) {
    this.body = body;
    this.end = length;
  }

  /**
   * Goes to the next entry.
   *
   * @throws ExpositionException if the body breaks the format here; nothing after it can be read
   */
  abstract Entry next() throws ExpositionException;

  /** Reads value, timestamp and what else follows the series on its line. */
  abstract void readSuffix() throws ExpositionException;

  /**
   * Goes on as if {@link #next} had found a series, of which name and labels are known already.
   *
   * @param seriesLength bytes of name and labels, which begin at the current position; a space
   *     follows
   */
  final void resume(int seriesLength) throws ExpositionException {
    entryStart = position;
    position += seriesLength;
    seriesEnd = position;
    if (!readPlainSuffix()) {
      readSuffix();
    }
  }

  /**
   * Goes on as if {@link #next} had found a line about a family, of which everything is known.
   *
   * @param lineLength bytes of the line, its end included
   * @param told the type that it tells; null if it tells another thing
   */
  final void skipLine(int lineLength, @Nullable MetricType told) {
    position += lineLength;
    type = told == null ? type : told;
  }

  /**
   * Reads what follows most series: one space, a number without exponent, which a double holds
   * exactly but for a power of ten, and the line end. Anything else is left to {@link #readSuffix}.
   */
  private boolean readPlainSuffix() {
    int at = position + 1;
    boolean negative = at < end && body[at] == '-';
    at += negative ? 1 : 0;
    int from = at;
    int point = -1;
    long mantissa = 0;
    int last = Math.min(end, at + MAX_PLAIN_BYTES);
    while (at < last && body[at] != '\n') {
      int digit = body[at] - '0';
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
      } else if (body[at] == '.' && point < 0) {
        point = at;
      } else {
        return false;
      }
      at++;
    }
    int decimals = point < 0 ? 0 : at - point - 1;
    boolean some = at - from > (point < 0 ? 0 : 1);
    if (at == last || !some || !NumberReader.isExact(mantissa, decimals)) {
      return false;
    }
    double magnitude = NumberReader.exact(mantissa, decimals);
    value = negative ? -magnitude : magnitude;
    hasTimestamp = false;
    hasExemplar = false;
    position = at + 1;
    return true;
  }

  /** Whether the format lets white space stand between the tokens of a label set. */
  abstract boolean allowsSpaces();

  /**
   * The exemplar of the current sample.
   *
   * @param ref series of the sample
   * @param otherwiseMillis time of an exemplar that gives none
   */
  SampleBatch.Exemplar exemplar(long ref, long otherwiseMillis) throws ExpositionException {
    throw new IllegalStateException("this format has no exemplars");
  }

  /** The byte at a position, or a line end after the last. */
  final int byteAt(int at) {
    return at < end ? body[at] : '\n';
  }

  final void skipSpaces() {
    while (position < end && isSpace(body[position])) {
      position++;
    }
  }

  private void skipSpacesIfAllowed() {
    if (allowsSpaces()) {
      skipSpaces();
    }
  }

  static boolean isSpace(int b) {
    return b == ' ' || b == '\t';
  }

  static boolean isLabelByte(int b, boolean first) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '_'
        || (!first && b >= '0' && b <= '9');
  }

  static boolean isMetricByte(int b, boolean first) {
    return b == ':' || isLabelByte(b, first);
  }

  /** Moves over an unquoted metric name; false if there is none. */
  final boolean skipMetricName() {
    int from = position;
    while (position < end && isMetricByte(body[position], position == from)) {
      position++;
    }
    return position > from;
  }

  /**
   * Moves over a quoted string, position on its first quote.
   *
   * @param lineEnds whether it may hold line ends
   */
  final void skipQuoted(boolean lineEnds) throws ExpositionException {
    int at = position + 1;
    while (at < end && body[at] != '"') {
      boolean escaped = body[at] == '\\';
      at += escaped ? 1 : 0;
      if (at >= end || (body[at] == '\n' && (escaped || !lineEnds))) {
        throw error("a quoted string is not closed");
      }
      at++;
    }
    if (at >= end) {
      throw error("a quoted string is not closed");
    }
    position = at + 1;
  }

  /**
   * Reads {@code "name" | name="value", …}} up to the closing brace; position after the opening.
   */
  final void readLabels(boolean mayNameMetric) throws ExpositionException {
    labelCount = 0;
    skipSpacesIfAllowed();
    while (byteAt(position) != '}' || position >= end) {
      readLabel(mayNameMetric);
      skipSpacesIfAllowed();
      boolean comma = position < end && body[position] == ',';
      if (comma) {
        position++;
        skipSpacesIfAllowed();
      } else if (!allowsSpaces() && byteAt(position) != '}') {
        throw error("expected a comma or the closing brace");
      }
    }
    position++;
  }

  private void readLabel(boolean mayNameMetric) throws ExpositionException {
    int from = position;
    boolean quoted = byteAt(position) == '"';
    if (quoted) {
      skipQuoted(true);
    } else {
      while (position < end && isLabelByte(body[position], position == from)) {
        position++;
      }
      if (position == from) {
        throw error("expected a label name");
      }
    }
    int to = position;
    skipSpacesIfAllowed();
    int following = byteAt(position);
    if (quoted && (following == ',' || following == '}')) {
      nameMetric(from + 1, to - 1, mayNameMetric);
      return;
    }
    if (following != '=') {
      throw error("expected an equals sign after the label name");
    }
    position++;
    skipSpacesIfAllowed();
    if (byteAt(position) != '"') {
      throw error("expected a quoted label value");
    }
    int valueFrom = position + 1;
    skipQuoted(allowsSpaces());
    int trim = quoted ? 1 : 0;
    addLabel(from + trim, to - trim, valueFrom, position - 1);
  }

  private void nameMetric(int from, int to, boolean allowed) throws ExpositionException {
    if (!allowed) {
      throw error("expected a label name");
    }
    if (nameStart >= 0) {
      throw error("the metric name is given twice");
    }
    nameStart = from;
    nameEnd = to;
  }

  private void addLabel(int from, int to, int valueFrom, int valueTo) {
    int at = labelCount++ * SPAN;
    if (at + SPAN > labels.length) {
      labels = Arrays.copyOf(labels, labels.length * 2);
    }
    labels[at] = from;
    labels[at + 1] = to;
    labels[at + 2] = valueFrom;
    labels[at + 3] = valueTo;
  }

  /** The number between two positions. */
  final double number(int from, int to) throws ExpositionException {
    try {
      return NumberReader.parse(body, from, to);
    } catch (NumberFormatException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  /** The position of the next space or line end. */
  final int tokenEnd(int from, boolean tabsEnd) {
    int at = from;
    while (at < end && body[at] != ' ' && body[at] != '\n' && !(tabsEnd && body[at] == '\t')) {
      at++;
    }
    return at;
  }

  final int lineEnd(int from) {
    int at = from;
    while (at < end && body[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Whether the bytes at the position are those of an ASCII word. */
  final boolean at(int from, String word) {
    if (from + word.length() > end) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (body[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text of the current entry is a word. */
  final boolean textIs(String word) {
    return textEnd - textStart == word.length() && at(textStart, word);
  }

  final ExpositionException invalidType() throws ExpositionException {
    return error("invalid metric type \"" + text() + "\"");
  }

  /** Name of the current family or metric. */
  final String name() throws ExpositionException {
    return unescape(string(nameStart, nameEnd), true);
  }

  /** Text of the current TYPE, UNIT or comment. */
  final String text() throws ExpositionException {
    return string(textStart, textEnd);
  }

  /** Text of the current HELP, escapes resolved. */
  abstract String help() throws ExpositionException;

  /**
   * Name, value, name, value, … of the current series as exposed: not sorted, perhaps with empty
   * values or doubled names. The metric's name comes first.
   */
  final String[] labelPairs() throws ExpositionException {
    String[] pairs = new String[2 + 2 * labelCount];
    pairs[0] = Labels.METRIC_NAME;
    pairs[1] = name();
    for (int i = 0; i < labelCount; i++) {
      int at = i * SPAN;
      String label = unescape(string(labels[at], labels[at + 1]), true);
      String text = unescape(string(labels[at + 2], labels[at + 3]), true);
      pairs[2 + 2 * i] = label;
      pairs[3 + 2 * i] = normalised(label, text);
    }
    return pairs;
  }

  /** Bucket bounds and quantiles are written in one way only, so that formats do not differ. */
  private String normalised(String label, String text) {
    boolean isBound = type == MetricType.HISTOGRAM && label.equals("le");
    boolean isQuantile = type == MetricType.SUMMARY && label.equals("quantile");
    if (!isBound && !isQuantile) {
      return text;
    }
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return GoFloat.openMetrics(NumberReader.parse(bytes, 0, bytes.length));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  final String string(int from, int to) throws ExpositionException {
    for (int i = from; i < to; i++) {
      if (body[i] < 0) {
        return utf8(from, to);
      }
    }
    return new String(body, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Checks text that is not needed as a string. */
  final void requireUtf8(int from, int to) throws ExpositionException {
    for (int i = from; i < to; i++) {
      if (body[i] < 0) {
        utf8(from, to);
        return;
      }
    }
  }

  private String utf8(int from, int to) throws ExpositionException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw error("a name or text is not valid UTF-8");
    }
  }

  static String unescape(String text, boolean quotes) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char following = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (c == '\\' && (following == '\\' || following == 'n' || (quotes && following == '"'))) {
        out.append(following == 'n' ? '\n' : following);
        i++;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** An error at the current position, with the line's number and its beginning. */
  final ExpositionException error(String what) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(entryStart, end); i++) {
      if (body[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int shown = Math.min(lineEnd(Math.max(lineStart, entryStart)), lineStart + MAX_SHOWN_BYTES);
    String text =
        new String(body, lineStart, Math.max(0, shown - lineStart), StandardCharsets.UTF_8);
    return new ExpositionException("line " + line + ": " + what + ": " + text);
  }
}
