package io.atalaya.collect.scrape;

import java.util.List;

/**
 * The text format 0.0.4, and 1.0.0, which adds quoted names:
 *
 * <pre>
 *   # HELP name text        # TYPE name counter        # any other comment
 *   name{label="value",} 1.5 1395066363000
 *   {"quoted name",label="value"} 1.5
 * </pre>
 *
 * Tokens are separated by any number of spaces and tabs; label values may hold line ends.
 */
final class TextParser extends ExpositionParser {
  /** The types of this format besides {@code untyped}. */
  private static final List<MetricType> TYPES =
      List.of(MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM, MetricType.SUMMARY);

  TextParser(byte[] body, int length) {
    super(body, length);
  }

  @Override
  boolean allowsSpaces() {
    return true;
  }

  @Override
  Entry next() throws ExpositionException {
    skipBlankLines();
    if (position >= end || body[position] == 0) {
      return Entry.END;
    }
    entryStart = position;
    if (body[position] == '#') {
      return readComment();
    }
    nameStart = -1;
    labelCount = 0;
    if (skipMetricName()) {
      nameStart = entryStart;
      nameEnd = position;
    } else if (body[position] != '{') {
      throw error("expected a metric name");
    }
    seriesEnd = position;
    skipSpaces();
    if (byteAt(position) == '{') {
      position++;
      readLabels(true);
      seriesEnd = position;
    }
    if (nameStart < 0) {
      throw error("the metric has no name");
    }
    readSuffix();
    return Entry.SERIES;
  }

  private void skipBlankLines() {
    while (position < end && (isSpace(body[position]) || body[position] == '\n')) {
      position++;
    }
  }

  @Override
  String help() throws ExpositionException {
    return unescape(text(), false);
  }

  @Override
  void readSuffix() throws ExpositionException {
    skipSpaces();
    int valueEnd = tokenEnd(position, true);
    if (valueEnd == position) {
      throw error("expected a value after the metric");
    }
    value = number(position, valueEnd);
    position = valueEnd;
    skipSpaces();
    hasTimestamp = byteAt(position) != '\n';
    if (hasTimestamp) {
      readTimestamp();
    }
    position++;
  }

  private void readTimestamp() throws ExpositionException {
    long millis = 0;
    int from = position;
    while (position < end && body[position] >= '0' && body[position] <= '9') {
      int digit = body[position++] - '0';
      if (millis > (Long.MAX_VALUE - digit) / 10) {
        throw error("the timestamp is out of range");
      }
      millis = millis * 10 + digit;
    }
    boolean some = position > from;
    skipSpaces();
    if (!some || byteAt(position) != '\n') {
      throw error("expected a timestamp in milliseconds or the end of the line");
    }
    timestampMillis = millis;
  }

  private Entry readComment() throws ExpositionException {
    int word = position + 1;
    while (word < end && isSpace(body[word])) {
      word++;
    }
    boolean keyword =
        word > position + 1
            && (at(word, "HELP") || at(word, "TYPE"))
            && word + 4 < end
            && isSpace(body[word + 4]);
    if (!keyword) {
      textStart = position;
      textEnd = lineEnd(position);
      position = textEnd + 1;
      return Entry.COMMENT;
    }
    boolean isType = body[word] == 'T';
    position = word + 4;
    skipSpaces();
    readFamilyName();
    readText();
    if (isType) {
      type = typeOfText();
      return Entry.TYPE;
    }
    requireUtf8(textStart, textEnd);
    return Entry.HELP;
  }

  private void readFamilyName() throws ExpositionException {
    int from = position;
    if (byteAt(position) == '"') {
      skipQuoted(true);
      nameStart = from + 1;
      nameEnd = position - 1;
    } else if (skipMetricName()) {
      nameStart = from;
      nameEnd = position;
    } else {
      throw error("expected a metric name");
    }
  }

  /** The text is all that follows one separating byte; a text of spaces only is empty. */
  private void readText() {
    int lineEnd = lineEnd(position);
    int at = position;
    while (at < lineEnd && isSpace(body[at])) {
      at++;
    }
    textStart = at == lineEnd ? lineEnd : position + 1;
    textEnd = lineEnd;
    position = lineEnd + 1;
  }

  private MetricType typeOfText() throws ExpositionException {
    if (textIs("untyped")) {
      return MetricType.UNKNOWN;
    }
    for (MetricType known : TYPES) {
      if (textIs(known.text())) {
        return known;
      }
    }
    throw invalidType();
  }
}
