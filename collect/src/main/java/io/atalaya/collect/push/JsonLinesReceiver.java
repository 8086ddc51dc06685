package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes samples as lines of JSON, as VictoriaMetrics exports and imports them; one line a series:
 *
 * <pre>
 * {"metric":{"__name__":"up","job":"shop"},"values":[1,0,1],"timestamps":[1795261000000,…]}
 * </pre>
 *
 * <p>Timestamps are milliseconds. Values that JSON cannot say stand in quotes: {@code "NaN"},
 * {@code "Infinity"}, {@code "-Infinity"}; {@code null} is NaN. Lines that are wrong are named, the
 * others stored.
 */
public final class JsonLinesReceiver implements AutoCloseable {
  /** Values of a line: those of nearly half a million samples. */
  private static final int MAX_VALUES = 1_000_000;

  private final LabelledReceiver receiver;

  public JsonLinesReceiver(
      SampleSink sink,
      PushLimits limits,
      BooleanSupplier durable,
      int parallel,
      InstantSource clock) {
    receiver = new LabelledReceiver(sink, "push json", limits, durable, parallel, clock);
  }

  /**
   * Stores the lines of a body.
   *
   * @throws io.atalaya.model.SinkUnavailableException if the store cannot take it now
   */
  public WriteResult write(byte[] body) throws WireException, InterruptedException {
    return receiver.write(
        into -> {
          String text = new String(body, StandardCharsets.UTF_8);
          int[] number = {0};
          text.lines().forEach(line -> line(line, ++number[0], into));
        });
  }

  private static void line(String line, int number, LabelledPush into) {
    if (line.isBlank()) {
      return;
    }
    try {
      series(JsonValue.parse(line, MAX_VALUES), into);
    } catch (IllegalArgumentException e) {
      into.reject("line " + number + ": " + e.getMessage(), 1);
    }
  }

  private static void series(JsonValue line, LabelledPush into) {
    List<JsonValue> values = line.items("values");
    List<JsonValue> timestamps = line.items("timestamps");
    if (values.size() != timestamps.size()) {
      throw new IllegalArgumentException(
          values.size() + " values, but " + timestamps.size() + " timestamps");
    }
    Labels.Builder labels = Labels.builder();
    line.fields("metric").keySet().forEach(name -> labels.set(name, line.text("metric", name)));
    Labels series = labels.build();
    double[] numbers = values.stream().mapToDouble(JsonLinesReceiver::value).toArray();
    long[] millis = timestamps.stream().mapToLong(JsonLinesReceiver::millis).toArray();
    for (int i = 0; i < numbers.length; i++) {
      into.sample(series, millis[i], numbers[i]);
    }
  }

  private static double value(JsonValue value) {
    return switch (value) {
      case JsonValue.Num number -> number.asDouble();
      case JsonValue.Text(String text) -> special(text);
      case JsonValue.Null() -> Double.NaN;
      case JsonValue.Obj _, JsonValue.Arr _, JsonValue.Bool _ ->
          throw new IllegalArgumentException("a value is no number");
    };
  }

  private static double special(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity", "+Infinity", "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("\"" + text + "\" is no number");
    };
  }

  private static long millis(JsonValue timestamp) {
    if (timestamp instanceof JsonValue.Num number) {
      return number.asLong();
    }
    throw new IllegalArgumentException("a timestamp is no number of milliseconds");
  }

  public PushCounters.Snapshot counters() {
    return receiver.counters();
  }

  @Override
  public void close() {
    receiver.close();
  }
}
