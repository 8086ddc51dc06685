package io.atalaya.collect.tracing;

import io.atalaya.model.trace.Span;
import io.atalaya.model.wire.ProtoWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes spans as a message of OTLP; the package tells its fields. */
final class TraceMessage {
  private static final String SCOPE = "atalaya";
  private static final int ERROR = 2;

  private final Map<String, String> resource;
  private final String version;

  /**
   * A writer of messages.
   *
   * @param version of this program
   * @param hostName of this machine
   */
  TraceMessage(String version, String hostName) {
    this.version = version;
    resource =
        new TreeMap<>(
            Map.of("service.name", SCOPE, "service.version", version, "host.name", hostName));
  }

  byte[] of(List<DoneSpan> spans) {
    ProtoWriter out = new ProtoWriter();
    int resourceSpans = out.open(1);
    int described = out.open(1);
    resource.forEach((key, value) -> attribute(out, 1, key, value));
    out.close(described);
    int scopeSpans = out.open(2);
    int scope = out.open(1);
    out.text(1, SCOPE);
    out.text(2, version);
    out.close(scope);
    spans.forEach(span -> write(out, span));
    out.close(scopeSpans);
    out.close(resourceSpans);
    return out.toByteArray();
  }

  private static void write(ProtoWriter out, DoneSpan span) {
    int mark = out.open(2);
    out.bytes(1, bytes(span.id().high(), span.id().low()));
    out.bytes(2, bytes(span.id().span()));
    if (span.parent() != 0) {
      out.bytes(4, bytes(span.parent()));
    }
    out.text(5, span.name());
    out.int64(6, number(span.kind()));
    out.fixed64(7, nanos(span.begin()));
    out.fixed64(8, nanos(span.end()));
    new TreeMap<>(span.attributes()).forEach((key, value) -> attribute(out, 9, key, value));
    String error = span.error();
    if (error != null) {
      int status = out.open(15);
      out.text(2, error);
      out.int64(3, ERROR);
      out.close(status);
    }
    out.close(mark);
  }

  private static void attribute(ProtoWriter out, int field, String key, String value) {
    int mark = out.open(field);
    out.text(1, key);
    int any = out.open(2);
    out.text(1, value);
    out.close(any);
    out.close(mark);
  }

  private static byte[] bytes(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * parts.length);
    for (long part : parts) {
      bytes.putLong(part);
    }
    return bytes.array();
  }

  private static int number(Span.Kind kind) {
    return switch (kind) {
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
    };
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000 + at.getNano();
  }
}
