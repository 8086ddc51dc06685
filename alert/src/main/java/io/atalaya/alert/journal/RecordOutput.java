package io.atalaya.alert.journal;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Builds the payload of a record from fields, big-endian:
 *
 * <pre>
 *   byte    := 1 byte                    long   := 8 bytes           int := 4 bytes
 *   text    := length:int32 utf8:byte[length]
 *   instant := seconds:int64 nanos:int32
 *   labels  := count:int32 (name:text value:text)[count]
 *   evidence := present:bool (group:text rule:text expression:text value:double)[present]
 * </pre>
 */
public final class RecordOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** A payload that starts with its kind. */
  public RecordOutput(int kind) {
    write(() -> out.writeByte(kind));
  }

  private interface Step {
    void run() throws IOException;
  }

  private RecordOutput write(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RecordOutput bool(boolean value) {
    return write(() -> out.writeBoolean(value));
  }

  public RecordOutput number(int value) {
    return write(() -> out.writeInt(value));
  }

  public RecordOutput number(long value) {
    return write(() -> out.writeLong(value));
  }

  public RecordOutput text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    return write(() -> out.write(utf8));
  }

  public RecordOutput instant(Instant value) {
    return number(value.getEpochSecond()).number(value.getNano());
  }

  public RecordOutput labels(Labels value) {
    number(value.size());
    for (int i = 0; i < value.size(); i++) {
      text(value.name(i)).text(value.value(i));
    }
    return this;
  }

  /** What made an alert fire, or that nobody said. */
  public RecordOutput evidence(AlertChange.@Nullable Evidence value) {
    bool(value != null);
    return value == null
        ? this
        : text(value.group())
            .text(value.rule())
            .text(value.expression())
            .number(Double.doubleToLongBits(value.value()));
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
