package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {
  private static final String TEXT = "all is well, ".repeat(4) + "said the watchman";

  /** The same text as Node's own brotli packs it. */
  private static final byte[] BROTLI =
      HexFormat.of()
          .parseHex(
              "1b4400f88d935cdb6e1cd8e24877fe2a0fd94aaab4bb1664104d8c920d3cc2cf4715cfd180314ddb03");

  private static String unpacked(String encodings, byte[] packed) throws IOException {
    try (InputStream in = Unpacking.unpack(encodings, new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] deflated(byte[] bytes, boolean bare) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packing = new DeflaterOutputStream(out, new Deflater(9, bare))) {
      packing.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packing = new GZIPOutputStream(out)) {
      packing.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] text() {
    return TEXT.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eachWayToPackIsUndone() throws IOException {
    assertThat(unpacked("", text())).isEqualTo(TEXT);
    assertThat(unpacked("identity", text())).isEqualTo(TEXT);
    assertThat(unpacked("gzip", gzip(text()))).isEqualTo(TEXT);
    assertThat(unpacked("X-GZIP", gzip(text()))).isEqualTo(TEXT);
    assertThat(unpacked("deflate", deflated(text(), false))).isEqualTo(TEXT);
    assertThat(unpacked("deflate", deflated(text(), true))).isEqualTo(TEXT);
    assertThat(unpacked("br", BROTLI)).isEqualTo(TEXT);
    assertThat(unpacked("zstd", Zstd.compress(text()))).isEqualTo(TEXT);
    assertThat(unpacked("br, gzip", gzip(BROTLI))).isEqualTo(TEXT);
  }

  @Test
  void whatIsNotKnownIsSaid() {
    assertThatThrownBy(() -> unpacked("compress", text()))
        .isInstanceOf(ExchangeException.class)
        .hasMessage("the body is packed as compress, which is not known here");
    assertThatThrownBy(() -> unpacked("gzip, gzip, gzip, gzip", text()))
        .hasMessageContaining("more than 3 times");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate"})
  void whatIsDamagedOrCutOffIsAFaultAndNothingElse(String encoding) throws IOException {
    byte[] whole =
        switch (encoding) {
          case "gzip" -> gzip(text());
          case "br" -> BROTLI;
          case "zstd" -> Zstd.compress(text());
          default -> deflated(text(), false);
        };
    assertThatThrownBy(() -> unpacked(encoding, Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IOException.class);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x55;
      try {
        assertThat(unpacked(encoding, damaged)).isNotNull();
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
  }
}
