package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import java.util.Arrays;

/**
 * OpenMetrics 1.0 and 0.0.1:
 *
 * <pre>
 *   # HELP name text        # TYPE name counter        # UNIT name seconds
 *   name_total{label="value"} 1.5 1395066363.000 # {trace_id="abc"} 0.7 1395066362.9
 *   # EOF
 * </pre>
 *
 * Exactly one space separates tokens, times are seconds, there are no other comments, and the last
 * line must be there.
 */
final class OpenMetricsParser extends ExpositionParser {
  private int[] exemplarLabels = new int[0];
  private int exemplarLabelCount;
  private double exemplarValue;
  private boolean exemplarHasTimestamp;
  private long exemplarTimestampMillis;

  OpenMetricsParser(byte[] body, int length) {
    super(body, length);
  }

  @Override
  boolean allowsSpaces() {
    return false;
  }

  @Override
  Entry next() throws ExpositionException {
    entryStart = position;
    if (position >= end) {
      throw error("the data does not end with # EOF");
    }
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
    if (byteAt(position) == '{') {
      position++;
      readLabels(true);
    }
    seriesEnd = position;
    if (nameStart < 0) {
      throw error("the metric has no name");
    }
    readSuffix();
    return Entry.SERIES;
  }

  @Override
  String help() throws ExpositionException {
    return unescape(text(), true);
  }

  @Override
  void readSuffix() throws ExpositionException {
    hasExemplar = false;
    value = readNumber("expected a value after the metric");
    hasTimestamp = byteAt(position) == ' ' && !at(position, " # {");
    if (hasTimestamp) {
      timestampMillis = readTime();
    }
    if (at(position, " # {")) {
      readExemplar();
    }
    endLine();
  }

  private void endLine() throws ExpositionException {
    if (position >= end) {
      throw error("the data does not end with # EOF");
    }
    if (body[position] != '\n') {
      throw error("expected the end of the line");
    }
    position++;
  }

  private double readNumber(String otherwise) throws ExpositionException {
    int to = tokenEnd(position + 1, false);
    if (byteAt(position) != ' ' || to == position + 1) {
      throw error(otherwise);
    }
    double number = number(position + 1, to);
    position = to;
    return number;
  }

  private long readTime() throws ExpositionException {
    double seconds = readNumber("expected a timestamp in seconds");
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw error("the timestamp is not finite");
    }
    return (long) (seconds * 1000);
  }

  private void readExemplar() throws ExpositionException {
    position += " # {".length();
    int[] seriesLabels = labels;
    int seriesLabelCount = labelCount;
    labels = exemplarLabels.length == 0 ? new int[16] : exemplarLabels;
    try {
      readLabels(false);
    } finally {
      exemplarLabels = labels;
      exemplarLabelCount = labelCount;
      labels = seriesLabels;
      labelCount = seriesLabelCount;
    }
    exemplarValue = readNumber("expected a value after the exemplar's labels");
    exemplarHasTimestamp = byteAt(position) == ' ';
    if (exemplarHasTimestamp) {
      exemplarTimestampMillis = readTime();
    }
    hasExemplar = true;
  }

  @Override
  SampleBatch.Exemplar exemplar(long ref, long otherwiseMillis) throws ExpositionException {
    long atMillis = exemplarHasTimestamp ? exemplarTimestampMillis : otherwiseMillis;
    return new SampleBatch.Exemplar(ref, exemplarLabels(), exemplarValue, atMillis);
  }

  private Labels exemplarLabels() throws ExpositionException {
    Labels.Builder out = Labels.builder();
    for (int at = 0; at < 4 * exemplarLabelCount; at += 4) {
      int[] p = Arrays.copyOfRange(exemplarLabels, at, at + 4);
      out.set(string(p[0], p[1]), string(p[2], p[3]));
    }
    return out.build();
  }

  private Entry readComment() throws ExpositionException {
    if (at(position, "# EOF")) {
      int after = position + "# EOF".length();
      if (after < end && !(body[after] == '\n' && after + 1 == end)) {
        throw error("unexpected data after # EOF");
      }
      position = end;
      return Entry.END;
    }
    Entry entry = keyword();
    position += "# HELP ".length();
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
    if (byteAt(position) != ' ') {
      throw error("expected text after the metric name");
    }
    textStart = position + 1;
    textEnd = lineEnd(textStart);
    position = textEnd;
    endLine();
    finish(entry);
    return entry;
  }

  private Entry keyword() throws ExpositionException {
    if (at(position, "# HELP ")) {
      return Entry.HELP;
    }
    if (at(position, "# TYPE ")) {
      return Entry.TYPE;
    }
    if (at(position, "# UNIT ")) {
      return Entry.UNIT;
    }
    throw error("expected HELP, TYPE, UNIT or EOF after the number sign");
  }

  private void finish(Entry entry) throws ExpositionException {
    if (entry == Entry.TYPE) {
      type = typeOfText();
    } else {
      requireUtf8(textStart, textEnd);
    }
    if (entry == Entry.UNIT && textEnd > textStart && !name().endsWith("_" + text())) {
      throw error("the unit \"" + text() + "\" is not the end of the metric's name");
    }
  }

  private MetricType typeOfText() throws ExpositionException {
    for (MetricType known : MetricType.ALL) {
      if (textIs(known.text())) {
        return known;
      }
    }
    throw invalidType();
  }
}
