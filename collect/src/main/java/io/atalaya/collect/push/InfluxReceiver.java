package io.atalaya.collect.push;

import io.atalaya.model.SampleSink;
import io.atalaya.model.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Takes InfluxDB's line protocol. Lines that are wrong are named, the others stored. */
public final class InfluxReceiver implements AutoCloseable {
  /** What a timestamp counts. */
  public enum Precision {
    NANOSECONDS(1, 1_000_000),
    MICROSECONDS(1, 1_000),
    MILLISECONDS(1, 1),
    SECONDS(1_000, 1),
    MINUTES(60_000, 1),
    HOURS(3_600_000, 1);

    private final long times;
    private final long divided;

    Precision(long times, long divided) {
      this.times = times;
      this.divided = divided;
    }

    /**
     * The precision of a parameter's value, nanoseconds if it is empty.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Precision parse(String text) {
      return switch (text) {
        case "", "ns", "n" -> NANOSECONDS;
        case "u", "us", "µ" -> MICROSECONDS;
        case "ms" -> MILLISECONDS;
        case "s" -> SECONDS;
        case "m" -> MINUTES;
        case "h" -> HOURS;
        default -> throw new IllegalArgumentException("unknown precision \"" + text + "\"");
      };
    }

    long millis(String timestamp) {
      try {
        return Math.floorDiv(Math.multiplyExact(Long.parseLong(timestamp), times), divided);
      } catch (NumberFormatException | ArithmeticException e) {
        throw new IllegalArgumentException("\"" + timestamp + "\" is no timestamp", e);
      }
    }
  }

  private final LabelledReceiver receiver;
  private final InstantSource clock;

  public InfluxReceiver(
      SampleSink sink,
      PushLimits limits,
      BooleanSupplier durable,
      int parallel,
      InstantSource clock) {
    receiver = new LabelledReceiver(sink, "push influxdb", limits, durable, parallel, clock);
    this.clock = clock;
  }

  /**
   * Stores the lines of a body.
   *
   * @param database put on every series as label {@code db}, unless empty
   * @throws io.atalaya.model.SinkUnavailableException if the store cannot take it now
   */
  public WriteResult write(byte[] body, Precision precision, String database)
      throws WireException, InterruptedException {
    long now = clock.millis();
    return receiver.write(
        into -> {
          String text = new String(body, StandardCharsets.UTF_8);
          int number = 1;
          for (int from = 0; from < text.length(); ) {
            int end = InfluxLine.end(text, from);
            String line = text.substring(from, end);
            line(line.stripTrailing(), number, precision, database, now, into);
            number += 1 + (int) line.chars().filter(c -> c == '\n').count();
            from = end + 1;
          }
        });
  }

  private static void line(
      String line, int number, Precision precision, String database, long now, LabelledPush into) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    try {
      InfluxLine.Parsed parsed = InfluxLine.parse(line, database);
      long at = parsed.timestamp().isEmpty() ? now : precision.millis(parsed.timestamp());
      parsed.fields().forEach(field -> into.sample(field.series(), at, field.value()));
    } catch (IllegalArgumentException e) {
      into.reject("line " + number + ": " + e.getMessage(), 1);
    }
  }

  public PushCounters.Snapshot counters() {
    return receiver.counters();
  }

  @Override
  public void close() {
    receiver.close();
  }
}
