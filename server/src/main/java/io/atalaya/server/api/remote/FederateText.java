package io.atalaya.server.api.remote;

import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.NameValidation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Families as text. Histograms with custom buckets are written as classic ones; others have no form
 * here.
 */
final class FederateText implements FederateWriter {
  private final Writer out;
  private final NameEscaping escaping;

  FederateText(OutputStream out, NameEscaping escaping) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    this.escaping = escaping;
  }

  @Override
  public boolean takes(Histogram histogram) {
    return histogram.usesCustomBuckets();
  }

  @Override
  public void write(FederateFamily family) throws IOException {
    String name = escaping.write(family.name());
    String type = family.type() == FederateFamily.Type.UNTYPED ? "untyped" : "histogram";
    out.write("# TYPE " + (isPlain(name) ? name : quoted(name)) + ' ' + type + '\n');
    for (FederateFamily.Sample sample : family.samples()) {
      Histogram histogram = sample.histogram();
      if (histogram == null) {
        line(name, sample, "", sample.value());
      } else {
        classic(name, sample, histogram);
      }
    }
  }

  private void classic(String name, FederateFamily.Sample sample, Histogram h) throws IOException {
    double[] counts = FederateFamily.cumulative(h);
    for (int i = 0; i < counts.length; i++) {
      line(name + "_bucket", sample, number(h.customBounds()[i]), counts[i]);
    }
    line(name + "_bucket", sample, "+Inf", h.count());
    line(name + "_sum", sample, "", h.sum());
    line(name + "_count", sample, "", h.count());
  }

  /**
   * Writes a line.
   *
   * @param le a further label, unless empty
   */
  private void line(String name, FederateFamily.Sample sample, String le, double value)
      throws IOException {
    StringBuilder line = new StringBuilder(isPlain(name) ? name + '{' : '{' + quoted(name) + ',');
    List<String> labels = sample.labels();
    for (int i = 0; i < labels.size(); i += 2) {
      label(line, escaping.write(labels.get(i)), labels.get(i + 1));
    }
    if (!le.isEmpty()) {
      label(line, "le", le);
    }
    line.setCharAt(line.length() - 1, '}');
    line.append(' ').append(number(value)).append(' ').append(sample.atMillis()).append('\n');
    out.append(line);
  }

  private static void label(StringBuilder line, String name, String value) {
    line.append(isPlain(name) ? name : quoted(name)).append('=').append(quoted(value)).append(',');
  }

  private static boolean isPlain(String name) {
    return NameValidation.LEGACY.isMetricName(name);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** Prometheus writes a negative zero without its sign. */
  private static String number(double value) {
    return value == 0 ? "0" : GoFloat.shortest(value);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
