package io.atalaya.collect.check.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.DnsCheck;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.collect.check.TcpCheck.Step;
import io.atalaya.collect.dns.DnsAnswer;
import io.atalaya.collect.dns.NameServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TestCertificate;
import io.atalaya.model.Labels;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of check against a server on loopback that speaks its protocol. */
class NetworkChecksTest {
  private static final CheckBasics BASICS =
      CheckBasics.of("x").withTimes(Duration.ofMinutes(1), Duration.ofMinutes(1));

  @TempDir private static Path folder;
  private static TestCertificate certificate;

  private final Instant now = Instant.now();
  private final Network network = Network.system(AddressGuard.except(List.of()));

  @BeforeAll
  static void makeACertificate()
      throws IOException, InterruptedException, GeneralSecurityException {
    certificate = new TestCertificate(folder, "EC", "dns:localhost,ip:127.0.0.1", 3);
  }

  private static TlsConfig trusting() throws GeneralSecurityException {
    return new TlsConfig(certificate.certificate(), null, null, "", false, null, null);
  }

  private Observation probe(CheckConfig check) {
    return probe(check, network);
  }

  private Observation probe(CheckConfig check, Network over) {
    return check.prober(new ProbeContext(over, new VirtualScheduler(now))).probe();
  }

  private static double value(Observation seen, String metric, String... labels) {
    OptionalDouble value =
        seen.readings().stream()
            .filter(r -> r.metric().equals(metric) && r.labels().equals(Labels.of(labels)))
            .mapToDouble(Observation.Reading::value)
            .findFirst();
    assertThat(value).as(metric + Labels.of(labels)).isPresent();
    return value.getAsDouble();
  }

  // --- tcp ---

  @Test
  void aMatchFillsWhatIsSaidNextAndTheLabels() throws IOException {
    try (TalkingServer server =
        new TalkingServer(peer -> TalkingServer.lines(peer, "hello", "PING :42", "done"))) {
      Step greet = Step.lines("", "NICK x");
      Step pong = new Step("^PING :(\\d+)", Map.of("number", "n$1"), "", "PONG ${1}", "", false);
      Observation seen =
          probe(
              TcpCheck.of(BASICS, "127.0.0.1", server.port())
                  .withDialogue(List.of(greet, pong, Step.lines("^done$", ""))));
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_expect_info", "number", "n42")).isEqualTo(1);
      assertThat(value(seen, "probe_ip_protocol")).isEqualTo(4);
    }
  }

  @Test
  void bytesThatAreNotThoseExpectedAreToldInHexadecimal() throws IOException {
    try (TalkingServer server =
        new TalkingServer(
            peer -> {
              peer.getInputStream().readNBytes(8);
              TalkingServer.say(peer, "N");
            })) {
      Step request = new Step("", Map.of(), "", "", "0000000804d2162f", false);
      Step answer = new Step("", Map.of(), "53", "", "", false);
      Observation seen =
          probe(
              TcpCheck.of(BASICS, "127.0.0.1", server.port())
                  .withDialogue(List.of(request, answer)));
      assertThat(seen.reason()).isEqualTo("bytes");
      assertThat(seen.message()).isEqualTo("expected the bytes 53, got 4e");
      assertThat(value(seen, "probe_failed_due_to_bytes")).isEqualTo(1);
    }
  }

  @Test
  void aPeerThatEndsBeforeItMatchesIsDown() throws IOException {
    try (TalkingServer server = new TalkingServer(peer -> TalkingServer.say(peer, "no\nway"))) {
      Observation seen =
          probe(
              TcpCheck.of(BASICS, "127.0.0.1", server.port())
                  .withDialogue(List.of(Step.lines("^yes", ""))));
      assertThat(seen.reason()).isEqualTo("regex");
      assertThat(seen.message()).endsWith("last it said \"way\"");
    }
  }

  @Test
  void tlsMayBeginInTheMiddleOfADialogue() throws IOException, GeneralSecurityException {
    try (TalkingServer server =
        new TalkingServer(
            peer -> {
              TalkingServer.say(peer, "220 ready\r\n");
              TalkingServer.line(peer);
              TalkingServer.say(peer, "220 go\r\n");
              Socket secure = certificate.upgrade(peer);
              TalkingServer.say(secure, "safe\r\n");
              TalkingServer.line(secure);
            })) {
      TcpCheck check =
          TcpCheck.of(BASICS, "localhost", server.port())
              .withTls(false, trusting())
              .withDialogue(
                  List.of(
                      Step.lines("^220 ", "STARTTLS"),
                      new Step("^220 ", Map.of(), "", "", "", true),
                      Step.lines("^safe", "QUIT")));
      Observation seen = probe(check);
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_tls_version_info", "version", "TLS 1.3")).isEqualTo(1);
      assertThat(value(seen, "probe_ssl_last_chain_expiry_timestamp_seconds"))
          .isEqualTo(value(seen, "probe_ssl_earliest_cert_expiry"));
    }
  }

  @Test
  void whatIsSaidInTheClearAfterTheStartOfTlsIsAnAttack() throws IOException {
    try (TalkingServer server =
        new TalkingServer(peer -> TalkingServer.say(peer, "220 go\r\n250 injected\r\n"))) {
      Step begin = new Step("^220 ", Map.of(), "", "", "", true);
      Observation seen =
          probe(TcpCheck.of(BASICS, "127.0.0.1", server.port()).withDialogue(List.of(begin)));
      assertThat(seen.message()).isEqualTo("the peer spoke on before TLS began");
    }
  }

  // --- tls ---

  private static TlsCheck tlsCheck(int port, TlsConfig tls, String... fingerprints) {
    return new TlsCheck(
        BASICS, "localhost", port, tls, "CN=test", List.of(fingerprints), null, null);
  }

  @Test
  void aCertificateThatNobodyTrustsIsReadAllTheSame() throws IOException, GeneralSecurityException {
    try (TalkingServer server =
        new TalkingServer(certificate.serverSocket(), TalkingServer::line)) {
      Observation seen = probe(tlsCheck(server.port(), TlsConfig.defaults()));
      assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
      assertThat(seen.reason()).isEqualTo("certificate");
      assertThat(value(seen, "probe_tls_certificate_trusted")).isZero();
      assertThat(value(seen, "probe_ssl_earliest_cert_expiry")).isGreaterThan(now.getEpochSecond());
    }
  }

  @Test
  void aTrustedCertificateIsJudgedByItsEndAndItsFingerprint()
      throws IOException, GeneralSecurityException {
    try (TalkingServer server =
        new TalkingServer(certificate.serverSocket(), TalkingServer::line)) {
      TlsCheck plain = tlsCheck(server.port(), trusting());
      assertThat(probe(plain).verdict()).isEqualTo(Verdict.UP);
      TlsCheck early =
          new TlsCheck(
              BASICS,
              plain.host(),
              plain.port(),
              plain.tls(),
              "",
              List.of(),
              TlsCheck.DEFAULT_EXPIRES_WITHIN,
              null);
      assertThat(probe(early).reason()).isEqualTo("certificate_expiry");
      Observation other = probe(tlsCheck(server.port(), trusting(), "AB:".repeat(31) + "AB"));
      assertThat(other.reason()).isEqualTo("fingerprint");
    }
  }

  // --- dns ---

  @Test
  void aNameServerIsAskedForRecordsAndTheirData() throws IOException {
    try (NameServer server = new NameServer(0, false, "0001 0001 0000003c 0004 c0000201")) {
      DnsCheck check =
          DnsCheck.of(BASICS, "tower.test")
              .at(new DnsCheck.Server("127.0.0.1", server.address().getPort()));
      Observation seen = probe(check);
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_dns_answer_rrs")).isEqualTo(1);
      assertThat(value(seen, "probe_dns_query_succeeded")).isEqualTo(1);
      DnsCheck strict =
          check.expecting(
              DnsCheck.Expected.of(
                  check.expected().codes(), List.of("192.0.2.2"), List.of(), null));
      assertThat(probe(strict).message()).contains("192.0.2.2 is not among the answers");
    }
  }

  @Test
  void aNameThatDoesNotExistIsDownUnlessThatIsExpected() throws IOException {
    try (NameServer server = new NameServer(3, false)) {
      DnsCheck check =
          DnsCheck.of(BASICS, "nobody.test")
              .at(new DnsCheck.Server("127.0.0.1", server.address().getPort()));
      assertThat(probe(check).message()).isEqualTo("the server answered NXDOMAIN");
      DnsCheck expecting =
          check.expecting(
              DnsCheck.Expected.of(Set.of(DnsAnswer.Code.NXDOMAIN), List.of(), List.of(), null));
      assertThat(probe(expecting).verdict()).isEqualTo(Verdict.UP);
    }
  }

  // --- grpc ---

  private static byte[] frame(int type, int flags, int stream, String hex) {
    byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static String literal(String name, String value) {
    return "00%02x%s%02x%s".formatted(name.length(), hex(name), value.length(), hex(value));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Answers one health request with a status of serving and one of gRPC. */
  private static void health(Socket peer, int serving, int code) throws IOException {
    DataInputStream in = new DataInputStream(peer.getInputStream());
    in.readNBytes(24);
    for (int type = -1; type != 0; ) {
      byte[] head = in.readNBytes(9);
      type = head[3];
      in.readNBytes((head[1] & 0xff) << 8 | (head[2] & 0xff));
    }
    var out = peer.getOutputStream();
    out.write(frame(4, 0, 0, ""));
    out.write(frame(6, 0, 0, "0102030405060708"));
    out.write(frame(1, 4, 1, "88" + literal("content-type", "application/grpc")));
    if (code == 0) {
      out.write(frame(0, 8, 1, "02 00 00000002 08%02x 0000".formatted(serving)));
    }
    out.write(frame(1, 5, 1, literal("grpc-status", String.valueOf(code))));
    out.flush();
    in.readAllBytes();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, UP,   '',          SERVING",
    "2, 0, DOWN, not_serving, NOT_SERVING",
    "0, 5, DOWN, grpc_status, ''",
  })
  void aHealthServiceSaysWhetherItServes(
      int serving, int code, Verdict verdict, String reason, String status) throws IOException {
    try (TalkingServer server = new TalkingServer(peer -> health(peer, serving, code))) {
      Observation seen =
          probe(
              new GrpcCheck(
                  BASICS,
                  "127.0.0.1",
                  server.port(),
                  false,
                  TlsConfig.defaults(),
                  "tower",
                  Map.of(),
                  null));
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(verdict);
      assertThat(seen.reason()).isEqualTo(reason);
      assertThat(value(seen, "probe_grpc_status_code")).isEqualTo(code);
      if (!status.isEmpty()) {
        assertThat(value(seen, "probe_grpc_healthcheck_response", "serving_status", status))
            .isEqualTo(1);
      }
    }
  }

  // --- websocket ---

  /** Shakes hands, then sends back what it hears, in two pieces, after a ping. */
  private static void echo(Socket peer) throws IOException, GeneralSecurityException {
    String key = "";
    for (String line = TalkingServer.line(peer); !line.isEmpty(); line = TalkingServer.line(peer)) {
      key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring(19) : key;
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    TalkingServer.say(
        peer,
        "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(hash)
            + "\r\n\r\n");
    DataInputStream in = new DataInputStream(peer.getInputStream());
    byte[] head = in.readNBytes(2);
    byte[] mask = in.readNBytes(4);
    byte[] text = in.readNBytes(head[1] & 0x7f);
    for (int i = 0; i < text.length; i++) {
      text[i] ^= mask[i % 4];
    }
    var out = peer.getOutputStream();
    out.write(new byte[] {(byte) 0x89, 1, 'p'});
    out.write(new byte[] {0x01, (byte) (text.length - 1)});
    out.write(text, 0, text.length - 1);
    out.write(new byte[] {(byte) 0x80, 1, text[text.length - 1]});
    out.flush();
    in.readAllBytes();
  }

  private static WebSocketCheck webSocket(int port, Step... dialogue) {
    return new WebSocketCheck(
        BASICS,
        URI.create("ws://127.0.0.1:" + port + "/chat?room=1"),
        Map.of(),
        List.of(dialogue),
        HttpClientConfig.defaults(),
        null);
  }

  @Test
  void aWebSocketIsOpenedAndSpokenWith() throws IOException {
    try (TalkingServer server = new TalkingServer(NetworkChecksTest::echo)) {
      Observation seen =
          probe(
              webSocket(
                  server.port(), Step.lines("", "hello tower"), Step.lines("^hello tower$", "")));
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_websocket_status_code")).isEqualTo(101);
      assertThat(value(seen, "probe_websocket_connection_upgraded")).isEqualTo(1);
    }
  }

  @Test
  void aServerThatStaysWithHttpIsDown() throws IOException {
    try (TalkingServer server =
        new TalkingServer(
            peer -> TalkingServer.say(peer, "HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n"))) {
      Observation seen = probe(webSocket(server.port()));
      assertThat(seen.message()).isEqualTo("the answer has status 200 in place of 101");
    }
  }

  // --- mail ---

  private static MailCheck mail(
      MailCheck.Protocol protocol, int port, MailCheck.Security security, TlsConfig tls) {
    return new MailCheck(
        BASICS, protocol, "localhost", port, security, tls, MailCheck.DEFAULT_HELO, null, null);
  }

  @ParameterizedTest
  @EnumSource(MailCheck.Protocol.class)
  void aMailServerIsGreetedWithAndWithoutTls(MailCheck.Protocol protocol) {
    String name = protocol.name().toLowerCase(java.util.Locale.ROOT);
    ServerSetup plain = new ServerSetup(0, "127.0.0.1", name);
    ServerSetup secure = new ServerSetup(0, "127.0.0.1", name + "s");
    GreenMail servers = new GreenMail(new ServerSetup[] {plain, secure});
    servers.start();
    try {
      int port = port(servers, protocol, false);
      int securePort = port(servers, protocol, true);
      TlsConfig careless = TlsConfig.defaults().withInsecureSkipVerify(true);
      Observation open = probe(mail(protocol, port, MailCheck.Security.NONE, careless));
      assertThat(open.verdict()).as(open.message()).isEqualTo(Verdict.UP);
      Observation safe = probe(mail(protocol, securePort, MailCheck.Security.TLS, careless));
      assertThat(safe.verdict()).as(safe.message()).isEqualTo(Verdict.UP);
      assertThat(value(safe, "probe_ssl_earliest_cert_expiry")).isPositive();
    } finally {
      servers.stop();
    }
  }

  private static int port(GreenMail servers, MailCheck.Protocol protocol, boolean secure) {
    return switch (protocol) {
      case SMTP -> secure ? servers.getSmtps().getPort() : servers.getSmtp().getPort();
      case IMAP -> secure ? servers.getImaps().getPort() : servers.getImap().getPort();
      case POP3 -> secure ? servers.getPop3s().getPort() : servers.getPop3().getPort();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "SMTP, 220 tower ready, EHLO, '250-tower\r\n250 STARTTLS', 220 go, '250 tower', 221 bye",
    "IMAP, * OK tower, a1, '* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK', a2 OK, a3 OK, a4 OK",
    "POP3, +OK tower, STLS, '', +OK go, '', +OK bye",
  })
  void aMailServerBeginsTlsWhenAsked(
      MailCheck.Protocol protocol,
      String greeting,
      String first,
      String offer,
      String go,
      String again,
      String bye)
      throws IOException, GeneralSecurityException {
    try (TalkingServer server =
        new TalkingServer(
            peer -> {
              TalkingServer.say(peer, greeting + "\r\n");
              assertThat(TalkingServer.line(peer)).startsWith(first);
              if (!offer.isEmpty()) {
                TalkingServer.say(peer, offer + "\r\n");
                TalkingServer.line(peer);
              }
              TalkingServer.say(peer, go + "\r\n");
              Socket secure = certificate.upgrade(peer);
              if (!again.isEmpty()) {
                TalkingServer.line(secure);
                TalkingServer.say(secure, again + "\r\n");
              }
              TalkingServer.line(secure);
              TalkingServer.say(secure, bye + "\r\n");
              secure.getInputStream().readAllBytes();
            })) {
      Observation seen =
          probe(mail(protocol, server.port(), MailCheck.Security.STARTTLS, trusting()));
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(value(seen, "probe_tls_version_info", "version", "TLS 1.3")).isEqualTo(1);
    }
  }

  @Test
  void aMailServerThatDoesNotOfferTlsIsDownIfItIsWanted() {
    GreenMail servers = new GreenMail(new ServerSetup[] {new ServerSetup(0, "127.0.0.1", "smtp")});
    servers.start();
    try {
      int port = servers.getSmtp().getPort();
      Observation seen =
          probe(
              mail(
                  MailCheck.Protocol.SMTP,
                  port,
                  MailCheck.Security.STARTTLS,
                  TlsConfig.defaults()));
      assertThat(seen.message()).isEqualTo("the server does not offer STARTTLS");
    } finally {
      servers.stop();
    }
  }

  // --- ssh ---

  @Test
  void anSshServerTellsItsNameAndItsAlgorithms() throws IOException {
    try (TalkingServer server =
        new TalkingServer(
            peer -> {
              TalkingServer.say(peer, "welcome\r\nSSH-2.0-Tower_1.2 test\r\n");
              TalkingServer.line(peer);
              String lists = nameList("curve25519-sha256,kex2") + nameList("ssh-ed25519");
              String packet = "04" + "14" + "00".repeat(16) + lists + nameList("aes") + "00000000";
              byte[] bytes = HexFormat.of().parseHex(packet);
              peer.getOutputStream().write(ByteBuffer.allocate(4).putInt(bytes.length).array());
              peer.getOutputStream().write(bytes);
              peer.getInputStream().readAllBytes();
            })) {
      Observation seen = probe(new SshCheck(BASICS, "127.0.0.1", server.port(), "Tower", null));
      assertThat(seen.verdict()).as(seen.message()).isEqualTo(Verdict.UP);
      assertThat(
              value(
                  seen,
                  "probe_ssh_info",
                  "protocol",
                  "2.0",
                  "software",
                  "Tower_1.2",
                  "comments",
                  "test"))
          .isEqualTo(1);
      assertThat(
              value(
                  seen, "probe_ssh_algorithm_info", "kind", "host_key", "algorithm", "ssh-ed25519"))
          .isEqualTo(1);
      Observation other = probe(new SshCheck(BASICS, "127.0.0.1", server.port(), "Moat", null));
      assertThat(other.reason()).isEqualTo("banner");
    }
  }

  private static String nameList(String names) {
    return "%08x%s".formatted(names.length(), hex(names));
  }

  // --- each address ---

  @Test
  void everyAddressOfANameIsAskedByItself() throws IOException {
    try (TalkingServer server = new TalkingServer(peer -> TalkingServer.say(peer, "hi\n"))) {
      Network two =
          network.withResolver(
              name ->
                  new InetAddress[] {
                    InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2")
                  });
      CheckConfig check =
          RoutedCheck.of(
              TcpCheck.of(BASICS, "tower.test", server.port()), AddressPolicy.USUAL, "tower.test");
      Observation seen = probe(check, two);
      assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
      assertThat(seen.message()).startsWith("1 of 2 addresses (127.0.0.2): 127.0.0.2 port");
      assertThat(value(seen, "probe_address_success", "address", "127.0.0.1")).isEqualTo(1);
      assertThat(value(seen, "probe_address_success", "address", "127.0.0.2")).isZero();
      assertThat(value(seen, "probe_ip_protocol", "address", "127.0.0.1")).isEqualTo(4);
    }
  }

  @Test
  void onlyAddressesOfTheWantedFamilyAreUsed() {
    Network both =
        network.withResolver(
            name ->
                new InetAddress[] {
                  InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")
                });
    AddressPolicy six = new AddressPolicy(AddressPolicy.Family.IP6, false, false, null);
    Observation seen = probe(RoutedCheck.of(TcpCheck.of(BASICS, "t.test", 1), six, ""), both);
    assertThat(value(seen, "probe_ip_protocol")).isEqualTo(6);
    Network four =
        network.withResolver(name -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    Observation none = probe(RoutedCheck.of(TcpCheck.of(BASICS, "t.test", 1), six, ""), four);
    assertThat(none.reason()).isEqualTo("dns");
  }
}
