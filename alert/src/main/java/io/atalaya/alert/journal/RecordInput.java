package io.atalaya.alert.journal;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes the payload of a record apart; see {@link RecordOutput} for the bytes.
 *
 * <p>A payload that is too short, or counts more than it holds, ends in a {@link
 * BufferUnderflowException}.
 */
public final class RecordInput {
  private final ByteBuffer in;

  public RecordInput(byte[] payload) {
    in = ByteBuffer.wrap(payload);
  }

  /** The kind, which comes first. */
  public int kind() {
    return in.get();
  }

  public boolean bool() {
    return in.get() != 0;
  }

  public int int32() {
    return in.getInt();
  }

  public long int64() {
    return in.getLong();
  }

  /** A number of things that follow, each at least one byte long. */
  public int count() {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return count;
  }

  public String text() {
    byte[] utf8 = new byte[count()];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  public Instant instant() {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  public Labels labels() {
    Labels.Builder builder = Labels.builder();
    for (int n = count(); n > 0; n--) {
      String name = text();
      builder.set(name, text());
    }
    return builder.build();
  }

  /** What made an alert fire; null if nobody said. */
  public AlertChange.@Nullable Evidence evidence() {
    return bool()
        ? new AlertChange.Evidence(text(), text(), text(), Double.longBitsToDouble(int64()))
        : null;
  }
}
