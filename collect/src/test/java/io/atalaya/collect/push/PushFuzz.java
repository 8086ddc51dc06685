package io.atalaya.collect.push;

import io.atalaya.collect.push.InfluxReceiver.Precision;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import io.atalaya.testkit.RecordingSink;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/**
 * What a fuzzer calls with bytes of its choice: a request of any protocol of push. The first byte
 * chooses it. Anything but a result or a typed error that says something is a bug; {@code
 * docs/building.md} has the command.
 */
final class PushFuzz {
  private static final PushLimits LIMITS = new PushLimits(1 << 20, 10_000, 50, 100, 1000);

  private PushFuzz() {}

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) throws InterruptedException {
    if (data.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    try (PushReceivers receivers =
        new PushReceivers(
            new RecordingSink(),
            LIMITS,
            () -> false,
            OtlpSettings::defaults,
            1,
            () -> Instant.ofEpochMilli(1_790_000_000_000L),
            new Random(1))) {
      // Twice: the second time the series are known.
      push(receivers, data[0] & 7, body);
      push(receivers, data[0] & 7, body);
    }
  }

  private static void push(PushReceivers receivers, int protocol, byte[] body)
      throws InterruptedException {
    try {
      switch (protocol) {
        case 0 -> write(receivers, Version.V1, Snappy.encode(body));
        case 1 -> write(receivers, Version.V2, Snappy.encode(body));
        case 2 -> write(receivers, Version.V1, body);
        case 3 -> write(receivers, Version.V2, body);
        case 4 -> receivers.otlp().write(body, false);
        case 5 -> receivers.otlp().write(body, true);
        case 6 -> receivers.influx().write(body, Precision.NANOSECONDS, "d");
        default -> receivers.jsonLines().write(body);
      }
    } catch (WireException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static void write(PushReceivers receivers, Version version, byte[] body)
      throws WireException, InterruptedException {
    receivers.remoteWrite().write(version, body, body.length);
  }
}
