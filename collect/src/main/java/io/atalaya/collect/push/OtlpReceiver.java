package io.atalaya.collect.push;

import io.atalaya.collect.push.otlp.OtlpJson;
import io.atalaya.collect.push.otlp.OtlpProtobuf;
import io.atalaya.collect.push.otlp.OtlpResource;
import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.collect.push.otlp.OtlpTranslation;
import io.atalaya.model.SampleSink;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.wire.WireException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Takes metrics of OpenTelemetry's protocol. Safe for many threads. */
public final class OtlpReceiver implements AutoCloseable {
  /** What became of a request; {@code rejected} points were refused before they became samples. */
  public record Result(WriteResult written, int rejected) {}

  private final LabelledReceiver receiver;
  private final Supplier<OtlpSettings> settings;

  public OtlpReceiver(
      SampleSink sink,
      PushLimits limits,
      BooleanSupplier durable,
      int parallel,
      InstantSource clock,
      Supplier<OtlpSettings> settings) {
    receiver = new LabelledReceiver(sink, "push otlp", limits, durable, parallel, clock);
    this.settings = settings;
  }

  /**
   * Stores a request.
   *
   * @param json whether it is in JSON, not protobuf
   * @throws WireException if it cannot be read; nothing was stored
   * @throws io.atalaya.model.SinkUnavailableException if the store cannot take it now
   */
  public Result write(byte[] body, boolean json) throws WireException, InterruptedException {
    int[] rejected = {0};
    WriteResult written =
        receiver.write(
            into -> {
              // What is read is many times as large as the body: only as many at once as have
              // turns.
              List<OtlpResource> resources = json ? json(body) : OtlpProtobuf.read(body);
              new OtlpTranslation(settings.get(), into).translate(resources);
              rejected[0] = into.rejected();
            });
    return new Result(written, rejected[0]);
  }

  private static List<OtlpResource> json(byte[] body) throws WireException {
    try {
      return OtlpJson.read(body);
    } catch (JsonException e) {
      throw new WireException(0, String.valueOf(e.getMessage()));
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
