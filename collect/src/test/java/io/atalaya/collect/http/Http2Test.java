package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 with a server that others wrote, and with peers that do not keep to it. */
class Http2Test {
  private static final HttpClientConfig TRUSTING =
      HttpClientConfig.defaults().withTls(TlsConfig.defaults().withInsecureSkipVerify(true));

  private static Http2Server server;

  private final Network network = Network.system(AddressGuard.except(Set.of()));

  @BeforeAll
  static void start(@TempDir Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    server = new Http2Server(new TestCertificate(folder, "EC", "ip:127.0.0.1", 30));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private String ask(HttpClientConfig config, HttpCall call) throws IOException {
    try (HttpCaller caller = HttpCaller.latest(config, network, 3);
        Answer answer = caller.call(call, Deadline.in(Duration.ofMinutes(1), network.ticker()));
        InputStream body = answer.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      String shown = text.length() > 100 ? text.length() + " bytes" : text;
      return "HTTP/" + answer.httpVersion() + " " + answer.status() + " " + shown;
    }
  }

  private static HttpCall get(String path) {
    return HttpCall.get(server.url(path), List.of());
  }

  @Test
  void isSpokenWithWhoeverOffersItUnlessForbidden() throws IOException {
    assertThat(ask(TRUSTING, get("/bytes/2"))).isEqualTo("HTTP/2.0 200 xx");
    HttpClientConfig old =
        new HttpClientConfig(
            TRUSTING.credentials(),
            TRUSTING.tls(),
            TRUSTING.proxy(),
            TRUSTING.followRedirects(),
            false,
            TRUSTING.headers());
    assertThat(ask(old, get("/bytes/2"))).isEqualTo("HTTP/1.1 200 xx");
  }

  @Test
  void headersAreThoseOfTheCallWithoutThoseOfTheConnection() throws IOException {
    List<Header> headers =
        List.of(
            new Header("Host", "127.0.0.1"),
            new Header("X-Team", "Web"),
            new Header("Connection", "close"));
    assertThat(ask(TRUSTING, HttpCall.get(server.url("/bytes/1?a=b"), headers)))
        .isEqualTo("HTTP/2.0 200 x");

    assertThat(server.seen())
        .filteredOn(request -> request.startsWith("GET /bytes/1?a=b"))
        .singleElement()
        .asString()
        .containsIgnoringCase("x-team: Web")
        .containsIgnoringCase("user-agent: Atalaya")
        .doesNotContainIgnoringCase("connection")
        .doesNotContainIgnoringCase("host: ");
  }

  @Test
  void bodiesLargerThanTheWindowsComeWhole() throws IOException {
    assertThat(ask(TRUSTING, get("/bytes/5000000"))).isEqualTo("HTTP/2.0 200 5000000 bytes");
    HttpCall large = new HttpCall("POST", server.url("/count"), List.of(), new byte[3_000_000]);
    assertThat(ask(TRUSTING, large)).isEqualTo("HTTP/2.0 200 got 3000000");
    HttpCall empty = new HttpCall("POST", server.url("/count"), List.of(), new byte[0]);
    assertThat(ask(TRUSTING, empty)).isEqualTo("HTTP/2.0 200 got 0");
  }

  @Test
  void longHeadersGoInSeveralFrames() throws IOException {
    List<Header> headers = List.of(new Header("X-Long", "a".repeat(6000)));
    assertThat(ask(TRUSTING, HttpCall.get(server.url("/bytes/1"), headers)))
        .isEqualTo("HTTP/2.0 200 x");
  }

  @Test
  void interimAnswersAndRedirectsAreFollowed() throws IOException {
    assertThat(ask(TRUSTING, get("/hints"))).isEqualTo("HTTP/2.0 200 got 0");
    assertThat(ask(TRUSTING, get("/moved"))).isEqualTo("HTTP/2.0 200 xxx");
  }

  /** A connection on which a peer has said these bytes, and no more. */
  private static Connection saying(byte[] bytes) {
    Socket socket =
        new Socket() {
          private final InputStream in = new ByteArrayInputStream(bytes);

          @Override
          public InputStream getInputStream() {
            return in;
          }

          @Override
          public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
          }
        };
    return new Connection(socket, null);
  }

  private static byte[] frame(int type, int flags, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >>> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(1)
        .put(payload)
        .array();
  }

  private static String answer(byte[]... frames) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    HttpCall call = HttpCall.get(URI.create("https://x.test/"), List.of());
    Http2Stream stream = new Http2Stream(saying(all.toByteArray()));
    stream.ask(call.fields(List.of()), null);
    int status = stream.head().status();
    return status + " " + new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] status(String status) {
    return Hpack.write(List.of(new Header(":status", status)));
  }

  @Test
  void aGoodbyeInGoodOrderDoesNoHarmAndAnyOtherDoes() throws IOException {
    byte[] head = frame(1, 0x4, status("200"));
    byte[] body = frame(0, 0x1, "ok".getBytes(StandardCharsets.US_ASCII));
    byte[] polite = ByteBuffer.allocate(8).putInt(1).putInt(0).array();
    byte[] refusing = ByteBuffer.allocate(8).putInt(0).putInt(0).array();

    assertThat(answer(frame(7, 0, polite), head, body)).isEqualTo("200 ok");
    assertThat(catchThrowable(() -> answer(frame(7, 0, refusing), head, body)))
        .hasMessage("the peer ended the connection: error 0 of HTTP/2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1000"})
  void anAnswerWithoutAStatusIsNone(String status) {
    assertThat(catchThrowable(() -> answer(frame(1, 0x5, status(status)))))
        .isInstanceOf(ExchangeException.class);
  }

  @Property(tries = 500)
  void whateverAPeerSaysEndsInAnAnswerOrAFault(
      @ForAll @Size(max = 12) List<@Size(max = 40) byte[]> payloads, @ForAll int seed) {
    int state = seed;
    byte[][] frames = new byte[payloads.size()][];
    for (int i = 0; i < frames.length; i++) {
      state = state * 1_103_515_245 + 12_345;
      boolean head = i == 0 && (state & 0x10000) != 0;
      frames[i] =
          head ? frame(1, 0x4, status("200")) : frame(state >>> 20 & 0xf, state, payloads.get(i));
    }
    try {
      assertThat(answer(frames)).isNotEmpty();
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("[a-z].*");
    }
  }
}
