package io.atalaya.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DnsClientTest {
  /** Type A, class IN, 60 s, 127.0.0.9. */
  public static final String A = "0001 0001 0000003c 0004 7f000009";

  /** Type SRV: priority 1, weight 2, port 9100, target {@code a.b.}. */
  public static final String SRV = "0021 0001 0000003c 000b 0001 0002 238c 01 61 01 62 00";

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Test
  void recordsAreReadAsZoneFilesWriteThem() throws IOException {
    try (NameServer server =
        new NameServer(
            0,
            false,
            A,
            SRV,
            "000f 0001 00000001 0007 000a 02 6d78 c0 0c",
            "0010 0001 00000001 0008 03 613d31 03 22625c",
            "0101 0001 00000001 000a 00 05 6973737565 63612e",
            "001c 0001 00000001 0010 20010db8000000000000000000000001",
            "ff00 0001 00000001 0002 beef")) {
      DnsAnswer answer = server.client().ask(server.address(), "x.org", "ANY", true, TIMEOUT);
      assertThat(answer.answers())
          .extracting(record -> record.type() + " " + record.data())
          .containsExactly(
              "A 127.0.0.9",
              "SRV 1 2 9100 a.b.",
              "MX 10 mx.x.org.",
              "TXT \"a=1\" \"\\\"b\\\\\"",
              "CAA 0 issue \"ca.\"",
              "AAAA 2001:db8::1",
              "TYPE65280 beef");
      assertThat(answer.answers().getFirst().toString()).isEqualTo("x.org.\t60\tIN\tA\t127.0.0.9");
    }
  }

  @Test
  void anAnswerThatDoesNotFitIsAskedForOverTcp() throws IOException {
    try (NameServer server = new NameServer(0, true, A)) {
      assertThat(server.client().lookup("x.org", "A").answers()).hasSize(1);
    }
  }

  @Test
  void aNameThatDoesNotExistIsAnAnswerAndAServerThatFailsIsNone() throws IOException {
    try (NameServer unknown = new NameServer(3, false);
        NameServer broken = new NameServer(2, false)) {
      assertThat(unknown.client().lookup("x.org", "A").code()).isEqualTo(DnsAnswer.Code.NXDOMAIN);
      assertThatThrownBy(() -> broken.client().lookup("x.org", "A"))
          .hasMessageContaining("SERVFAIL");
    }
  }

  @Test
  void theNextServerIsAskedWhenOneFails() throws IOException {
    try (NameServer broken = new NameServer(2, false);
        NameServer good = new NameServer(0, false, A)) {
      List<InetSocketAddress> both = List.of(broken.address(), good.address());
      DnsClient client = new DnsClient(() -> new ResolverConfig(both, List.of(), 1));
      assertThat(client.lookup("x.org", "A").answers()).hasSize(1);
    }
  }

  @Test
  void searchDomainsAreTriedFirstForNamesWithFewDots() {
    ResolverConfig config =
        ResolverConfig.parse(
            "# comment\nnameserver 10.0.0.1\nsearch a.org b.org\noptions ndots:2 rotate\n");
    assertThat(config.servers()).containsExactly(new InetSocketAddress("10.0.0.1", 53));
    assertThat(config.candidates("web.x"))
        .containsExactly("web.x.a.org.", "web.x.b.org.", "web.x.");
    assertThat(config.candidates("w.x.y")).startsWith("w.x.y.");
    assertThat(config.candidates("rooted.")).containsExactly("rooted.");
  }

  @Test
  void namesThatTheDnsCannotHoldAreRefused() {
    for (String name : List.of("a..b", "x".repeat(64), "long.".repeat(60))) {
      assertThatThrownBy(() -> DnsMessage.question(1, new DnsQuestion(name, "A", "IN", true)))
          .isInstanceOf(DnsException.class);
    }
  }

  @Test
  void aPointerThatLeadsForwardOrToItselfEndsTheReading() {
    String header = "0001 8180 0000 0001 0000 0000".replace(" ", "");
    byte[] toItself = HexFormat.of().parseHex(header + "c00c" + A.replace(" ", ""));
    assertThatThrownBy(() -> DnsMessage.answer(toItself, 1)).isInstanceOf(DnsException.class);
  }

  @Property(tries = 2000)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    byte[] message = new byte[bytes.length + 12];
    System.arraycopy(bytes, 0, message, 12, bytes.length);
    message[2] = (byte) 0x80;
    message[7] = 3;
    try {
      assertThat(DnsMessage.answer(message, 0).answers()).hasSizeLessThanOrEqualTo(3);
    } catch (DnsException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "fd00:0:0:0:0:0:0:1, fd00::1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
    "2001:0:0:1:0:0:1:1, 2001::1:0:0:1:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "10:0:0:10:20:0:0:0, 10:0:0:10:20::"
  })
  void addressesAreWrittenInTheirShortestForm(String address, String shortest) {
    assertThat(DnsMessage.shortest(address)).isEqualTo(shortest);
  }
}
