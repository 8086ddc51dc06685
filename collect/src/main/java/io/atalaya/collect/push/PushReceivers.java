package io.atalaya.collect.push;

import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.model.SampleSink;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All protocols that samples may be pushed with. */
public final class PushReceivers implements AutoCloseable {
  private final PushLimits limits;
  private final RemoteWriteReceiver remoteWrite;
  private final OtlpReceiver otlp;
  private final InfluxReceiver influx;
  private final JsonLinesReceiver jsonLines;

  /**
   * @param durable whether an answer waits until the samples are on the disk itself
   * @param otlp how OTLP becomes series
   * @param parallel requests of one protocol worked on at once
   */
  public PushReceivers(
      SampleSink sink,
      PushLimits limits,
      BooleanSupplier durable,
      Supplier<OtlpSettings> otlp,
      int parallel,
      InstantSource clock,
      RandomGenerator random) {
    this.limits = limits;
    remoteWrite = new RemoteWriteReceiver(sink, limits, durable, parallel, clock, random);
    this.otlp = new OtlpReceiver(sink, limits, durable, parallel, clock, otlp);
    influx = new InfluxReceiver(sink, limits, durable, parallel, clock);
    jsonLines = new JsonLinesReceiver(sink, limits, durable, parallel, clock);
  }

  public PushLimits limits() {
    return limits;
  }

  public RemoteWriteReceiver remoteWrite() {
    return remoteWrite;
  }

  public OtlpReceiver otlp() {
    return otlp;
  }

  public InfluxReceiver influx() {
    return influx;
  }

  public JsonLinesReceiver jsonLines() {
    return jsonLines;
  }

  /** What came in so far, by protocol. */
  public Map<String, PushCounters.Snapshot> counters() {
    Map<String, PushCounters.Snapshot> counters = new LinkedHashMap<>();
    counters.put("remote_write", remoteWrite.counters());
    counters.put("otlp", otlp.counters());
    counters.put("influxdb", influx.counters());
    counters.put("json_lines", jsonLines.counters());
    return counters;
  }

  @Override
  public void close() {
    remoteWrite.close();
    otlp.close();
    influx.close();
    jsonLines.close();
  }
}
