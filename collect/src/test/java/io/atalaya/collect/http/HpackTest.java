package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.http.HttpCall.Header;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HpackTest {
  private final Hpack hpack = new Hpack();

  private List<Header> read(String hex) throws ExchangeException {
    return hpack.read(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** The examples of RFC 7541, appendix C.4: one connection, Huffman codes, a table that grows. */
  @Test
  void readsTheExamplesOfTheSpecification() throws ExchangeException {
    assertThat(read("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
        .containsExactly(
            new Header(":method", "GET"),
            new Header(":scheme", "http"),
            new Header(":path", "/"),
            new Header(":authority", "www.example.com"));
    assertThat(read("8286 84be 5886 a8eb 1064 9cbf"))
        .contains(
            new Header(":authority", "www.example.com"), new Header("cache-control", "no-cache"));
    assertThat(read("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
        .containsExactly(
            new Header(":method", "GET"),
            new Header(":scheme", "https"),
            new Header(":path", "/index.html"),
            new Header(":authority", "www.example.com"),
            new Header("custom-key", "custom-value"));
  }

  @Test
  void readsWhatItWrites() throws ExchangeException {
    List<Header> headers =
        List.of(new Header("a", ""), new Header("long", "x".repeat(1000)), new Header("é", "ü"));
    assertThat(hpack.read(Hpack.write(headers))).isEqualTo(headers);
  }

  @Test
  void aHeaderThatRefersToNothingIsRefused() {
    assertThatThrownBy(() -> read("fe")).isInstanceOf(ExchangeException.class);
    assertThatThrownBy(() -> read("80")).isInstanceOf(ExchangeException.class);
    assertThatThrownBy(() -> read("0085ff")).isInstanceOf(ExchangeException.class);
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(new Hpack().read(bytes)).isNotNull();
    } catch (ExchangeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
