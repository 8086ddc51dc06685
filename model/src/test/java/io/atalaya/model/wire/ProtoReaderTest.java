package io.atalaya.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {
  /** A message of random fields, nested to some depth, as protobuf-java holds it. */
  private static UnknownFieldSet message(Random random, int depth) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int number = 1 + random.nextInt(random.nextBoolean() ? 15 : (1 << 29) - 1);
      message.mergeField(number, field(random, depth));
    }
    return message.build();
  }

  private static Field field(Random random, int depth) {
    long value = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(4)) {
      case 0 -> Field.newBuilder().addVarint(value).build();
      case 1 -> Field.newBuilder().addFixed64(value).build();
      case 2 -> Field.newBuilder().addFixed32((int) value).build();
      default -> Field.newBuilder().addLengthDelimited(content(random, depth)).build();
    };
  }

  private static ByteString content(Random random, int depth) {
    if (depth > 0) {
      return message(random, depth - 1).toByteString();
    }
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static UnknownFieldSet read(ProtoReader in, byte[] bytes) throws WireException {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    while (in.next()) {
      Field.Builder field = Field.newBuilder();
      switch (in.type()) {
        case ProtoReader.VARINT -> field.addVarint(in.int64());
        case ProtoReader.FIXED64 -> field.addFixed64(in.fixed64());
        case ProtoReader.FIXED32 -> field.addFixed32(in.fixed32());
        case ProtoReader.BYTES -> {
          int start = in.bytes();
          field.addLengthDelimited(ByteString.copyFrom(bytes, start, in.length()));
        }
        default -> in.skip();
      }
      message.mergeField(in.field(), field.build());
    }
    return message.build();
  }

  private static void write(UnknownFieldSet message, ProtoWriter out) {
    message
        .asMap()
        .forEach(
            (number, field) -> {
              field.getVarintList().forEach(v -> out.int64(number, v));
              field.getFixed64List().forEach(v -> out.fixed64(number, v));
              field.getLengthDelimitedList().forEach(v -> out.bytes(number, v.toByteArray()));
            });
  }

  @Property
  void readsWhatProtobufJavaWrites(@ForAll long seed) throws WireException {
    UnknownFieldSet message = message(new Random(seed), 2);
    byte[] bytes = message.toByteArray();
    assertThat(read(new ProtoReader(bytes), bytes)).isEqualTo(message);
  }

  @Property
  void writesWhatProtobufJavaReads(@ForAll long seed) throws InvalidProtocolBufferException {
    UnknownFieldSet.Builder wanted = message(new Random(seed), 2).toBuilder();
    message(new Random(seed), 2)
        .asMap()
        .forEach(
            (number, field) -> {
              if (!field.getFixed32List().isEmpty()) {
                wanted.clearField(number);
              }
            });
    ProtoWriter out = new ProtoWriter();
    write(wanted.build(), out);
    assertThat(UnknownFieldSet.parseFrom(out.toByteArray())).isEqualTo(wanted.build());
  }

  @Property
  void damagedBytesAreRefusedWithAPositionAndNeverReadBeyond(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = message(random, 2).toByteArray();
    byte[] framed = new byte[bytes.length + 64];
    System.arraycopy(bytes, 0, framed, 32, bytes.length);
    for (int i = 0; i < 3 && bytes.length > 0; i++) {
      framed[32 + random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    byte[] damaged = Arrays.copyOfRange(framed, 32, 32 + bytes.length);
    try {
      UnknownFieldSet ours = read(new ProtoReader(framed, 32, 32 + bytes.length), framed);
      assertThat(UnknownFieldSet.parseFrom(damaged)).isEqualTo(ours);
    } catch (WireException e) {
      assertThat(e.position()).isBetween(32, 32 + bytes.length);
      // Groups and 64-bit tags are the only things we refuse beyond what protobuf-java does.
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("read what protobuf-java refuses", e);
    }
  }

  @Property
  void nestedMessagesOfEveryLengthGetTheirLength(@ForAll String text) throws WireException {
    ProtoWriter out = new ProtoWriter();
    int outer = out.open(7);
    int inner = out.open(1);
    out.text(2, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    out.close(inner);
    out.close(outer);
    out.sint64(8, -3);

    ProtoReader in = new ProtoReader(out.toByteArray());
    assertThat(in.next()).isTrue();
    int end = in.enter();
    in.next();
    int end2 = in.enter();
    in.next();
    assertThat(in.text().getBytes(StandardCharsets.UTF_8))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    in.leave(end2);
    assertThat(in.next()).isFalse();
    in.leave(end);
    assertThat(in.next()).isTrue();
    assertThat(in.sint64()).isEqualTo(-3);
  }

  @Test
  void aLongMessageGrowsItsLengthInPlace() throws WireException {
    for (int size : new int[] {0, 1, 126, 127, 128, 16_383, 16_384, 3_000_000}) {
      ProtoWriter out = new ProtoWriter();
      int mark = out.open(1);
      byte[] content = new byte[size];
      Arrays.fill(content, (byte) 5);
      out.bytes(2, content);
      out.close(mark);
      ProtoReader in = new ProtoReader(out.toByteArray());
      in.next();
      in.enter();
      in.next();
      int start = in.bytes();
      assertThat(in.length()).isEqualTo(size);
      assertThat(Arrays.copyOfRange(out.toByteArray(), start, start + size)).isEqualTo(content);
      assertThat(in.more()).isFalse();
    }
  }

  @Test
  void aFieldThatIsLongerThanItsMessageIsRefused() {
    byte[] bytes = {0x0a, 0x03, 0x0a, 0x05, 1, 2, 3, 4, 5, 6, 7};
    ProtoReader in = new ProtoReader(bytes);
    assertThatThrownBy(
            () -> {
              in.next();
              in.enter();
              in.next();
              in.bytes();
            })
        .isInstanceOf(WireException.class)
        .hasMessage("field 1 is longer than the message it is in at byte 3");
  }

  @Test
  void aFieldOfAnotherTypeThanExpectedIsRefused() {
    ProtoReader in = new ProtoReader(new byte[] {0x08, 0x01});
    assertThatThrownBy(
            () -> {
              in.next();
              in.float64();
            })
        .isInstanceOf(WireException.class)
        .hasMessage("field 1 has wire type 0, expected 1 at byte 1");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    ProtoReader in = new ProtoReader(new byte[] {0x0a, 0x02, (byte) 0xc3, 0x28});
    assertThatThrownBy(
            () -> {
              in.next();
              in.text();
            })
        .isInstanceOf(WireException.class)
        .hasMessageContaining("not UTF-8");
  }
}
