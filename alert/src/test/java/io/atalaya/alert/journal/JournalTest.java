package io.atalaya.alert.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void name() {
    file = dir.resolve("sub/test.journal");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> read() throws IOException {
    List<String> records = new ArrayList<>();
    Journal.open(file, "test", r -> records.add(new String(r, StandardCharsets.UTF_8))).close();
    return records;
  }

  private void write(String... records) throws IOException {
    try (Journal journal = Journal.open(file, "test", r -> {})) {
      for (String record : records) {
        journal.append(bytes(record));
      }
      journal.force();
    }
  }

  @Test
  void recordsComeBackInTheirOrder() throws IOException {
    write("one", "two");
    write("three");
    assertThat(read()).containsExactly("one", "two", "three");
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    write("a");
    // CRC-32C of "a" is c1d04330, by an independent table.
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo(
            HexFormat.of().formatHex(bytes("atalaya test 1\n")) + "00000001" + "c1d04330" + "61");
  }

  @Test
  void whereverItIsCutTheWholeRecordsBeforeCountAndItGoesOn() throws IOException {
    write("one", "two", "three");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      List<String> found = read();
      assertThat(found).isEqualTo(List.of("one", "two", "three").subList(0, found.size()));
      write("four");
      assertThat(read()).hasSize(found.size() + 1).endsWith("four");
    }
  }

  @Test
  void aDamagedRecordIsLeftOutAndCounted() throws IOException {
    write("one", "two", "three");
    byte[] whole = Files.readAllBytes(file);
    whole["atalaya test 1\n".length() + 8 + 3 + 8] ^= 1;
    Files.write(file, whole);
    assertThat(read()).containsExactly("one", "three");
    try (Journal journal = Journal.open(file, "test", r -> {})) {
      assertThat(journal.damagedRecords()).isEqualTo(1);
    }
  }

  @Test
  void aFlippedBitAnywhereNeverInventsARecord() throws IOException {
    write("one", "two", "three");
    byte[] whole = Files.readAllBytes(file);
    for (int bit = "atalaya test 1\n".length() * 8; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, damaged);
      assertThat(read()).isSubsetOf("one", "two", "three").hasSizeLessThan(3);
    }
  }

  @Test
  void aRewriteKeepsOnlyWhatItIsGivenAndGoesOn() throws IOException {
    try (Journal journal = Journal.open(file, "test", r -> {})) {
      journal.append(bytes("one"));
      journal.rewrite(List.of(bytes("new")));
      journal.append(bytes("more"));
    }
    assertThat(read()).containsExactly("new", "more");
    assertThat(file.resolveSibling("test.journal.new")).doesNotExist();
  }

  @Test
  void aCrashWhileRewritingLeavesTheOldRecords() throws IOException {
    write("one");
    Files.write(file.resolveSibling("test.journal.new"), bytes("atalaya test 1\nhalf a rec"));
    assertThat(read()).containsExactly("one");
  }

  @Test
  void onlyAFileThatHasGrownIsWorthRewriting() throws IOException {
    try (Journal journal = Journal.open(file, "test", r -> {})) {
      assertThat(journal.worthRewriting()).isFalse();
      journal.append(new byte[2 << 20]);
      assertThat(journal.worthRewriting()).isTrue();
      journal.rewrite(List.of());
      assertThat(journal.worthRewriting()).isFalse();
    }
  }

  @Test
  void anotherKindOfFileIsNotTouched() throws IOException {
    Files.createDirectories(dir.resolve("sub"));
    Files.writeString(file, "somebody's precious notes\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is another kind of file");
    assertThat(file).hasContent("somebody's precious notes");
  }

  @Test
  void fieldsComeBackAsTheyWere() {
    Instant instant = Instant.parse("2026-01-01T00:00:00.123456789Z");
    Labels labels = Labels.of("a", "ä\n", "b", "");
    byte[] payload =
        new RecordOutput(7)
            .bool(true)
            .number(-5)
            .number(1L << 40)
            .text("x€")
            .instant(instant)
            .labels(labels)
            .toBytes();
    RecordInput in = new RecordInput(payload);
    assertThat(in.kind()).isEqualTo(7);
    assertThat(in.bool()).isTrue();
    assertThat(in.int32()).isEqualTo(-5);
    assertThat(in.int64()).isEqualTo(1L << 40);
    assertThat(in.text()).isEqualTo("x€");
    assertThat(in.instant()).isEqualTo(instant);
    assertThat(in.labels()).isEqualTo(labels);
  }

  @Test
  void aCountThatCannotBeIsNotBelieved() {
    byte[] payload = new RecordOutput(1).number(Integer.MAX_VALUE).toBytes();
    RecordInput in = new RecordInput(payload);
    in.kind();
    assertThatThrownBy(in::text).isInstanceOf(BufferUnderflowException.class);
  }
}
