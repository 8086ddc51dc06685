package io.atalaya.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.EmailConfig.Threading;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.testkit.ClosedPort;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail against a real server. */
class EmailNotifierTest {
  private static final TlsConfig TRUST_ANY = new TlsConfig(null, null, null, "", true, null, null);

  private final GreenMail mail =
      new GreenMail(new ServerSetup[] {patient("smtp"), patient("smtps")});
  private Instant now = Examples.DUE;

  /** A machine with much else to do needs longer than the two seconds of GreenMail. */
  private static ServerSetup patient(String protocol) {
    ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
    setup.setServerStartupTimeout(60_000);
    return setup;
  }

  @BeforeEach
  void start() {
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  private SmtpConfig plain() {
    return smtp(mail.getSmtp().getPort(), false, false, TlsConfig.defaults());
  }

  private static SmtpConfig smtp(int port, boolean requireTls, boolean implicit, TlsConfig tls) {
    return new SmtpConfig(
        "127.0.0.1", port, "tower.example.org", "", null, null, "", requireTls, implicit, tls);
  }

  private static EmailConfig config(SmtpConfig smtp) {
    return config(smtp, Map.of(), null, null, Threading.OFF);
  }

  private static EmailConfig config(
      SmtpConfig smtp,
      Map<String, String> headers,
      @Nullable String html,
      @Nullable String text,
      Threading threading) {
    return new EmailConfig(
        true,
        smtp,
        "Ann <ann@example.org>, bob@example.org",
        "Atalaya <tower@example.org>",
        headers,
        html,
        text,
        threading);
  }

  private Notifier notifier(EmailConfig config) {
    InstantSource clock = () -> now;
    return new Notifiers(List.of(), clock)
        .of(List.of(new Receiver("mail", List.of(config))))
        .values()
        .iterator()
        .next();
  }

  private Outcome send(EmailConfig config) {
    return notifier(config).send(Examples.of(Examples.firing("a")));
  }

  private MimeMessage received() {
    MimeMessage[] all = mail.getReceivedMessages();
    assertThat(all).isNotEmpty();
    return all[0];
  }

  private static List<String> parts(MimeMessage message) throws Exception {
    Multipart parts = (Multipart) message.getContent();
    BodyPart first = parts.getBodyPart(0);
    return parts.getCount() == 1
        ? List.of((String) first.getContent())
        : List.of((String) first.getContent(), (String) parts.getBodyPart(1).getContent());
  }

  @Test
  void aMailToTwoArrivesAtBothWithATextAndAPage() throws Exception {
    assertThat(send(config(plain()))).isInstanceOf(Outcome.Delivered.class);

    assertThat(mail.getReceivedMessages()).hasSize(2);
    MimeMessage message = received();
    assertThat(message.getSubject()).isEqualTo("[FIRING:1] Down (a)");
    assertThat(message.getHeader("To")[0]).isEqualTo("Ann <ann@example.org>, bob@example.org");
    assertThat(message.getFrom()[0]).hasToString("Atalaya <tower@example.org>");
    assertThat(message.getMessageID()).isEqualTo("<00000000000000aa@example.org>");
    List<String> parts = parts(message);
    assertThat(parts.getFirst())
        .contains("Down fires", "summary: a host is down", "instance: a", "since: 2026-01-01T11:59")
        .contains("http://atalaya/#/silences/new?filter=%7Balertname%3D%22Down%22");
    assertThat(parts.getLast()).contains("<html", "a host is down", "g0.expr=up");
  }

  @Test
  void theSameNotificationKeepsItsMessageIdOnASecondAttempt() throws Exception {
    Notifier notifier = notifier(config(plain()));
    Notification notification = Examples.of(Examples.firing("a"));
    notifier.send(notification);
    notifier.send(notification);
    MimeMessage[] all = mail.getReceivedMessages();
    assertThat(all).hasSize(4);
    assertThat(all[0].getMessageID()).isEqualTo(all[3].getMessageID());
  }

  @Test
  void loginWorksWithTheRightPasswordAndIsTriedAgainWithAWrongOne() {
    mail.setUser("tower", "right");
    assertThat(send(config(login("right")))).isInstanceOf(Outcome.Delivered.class);
    Outcome wrong = send(config(login("wrong")));
    assertThat(wrong).isInstanceOf(Outcome.Retry.class);
    assertThat(wrong.toString()).contains("login was refused").doesNotContain("wrong");
  }

  private SmtpConfig login(String password) {
    return new SmtpConfig(
        "127.0.0.1",
        mail.getSmtp().getPort(),
        "localhost",
        "tower",
        SecretSource.inline(password),
        null,
        "",
        false,
        null,
        TlsConfig.defaults());
  }

  private static SmtpConfig answering(int port, String secret, @Nullable SecretSource password) {
    return new SmtpConfig(
        "127.0.0.1",
        port,
        "localhost",
        "tower",
        password,
        SecretSource.inline(secret),
        "",
        false,
        null,
        TlsConfig.defaults());
  }

  @Test
  void aChallengeIsAnsweredWithoutSendingTheSecret() throws Exception {
    try (ChallengingFront front = new ChallengingFront(mail.getSmtp().getPort(), "tower", "s3")) {
      assertThat(send(config(answering(front.port(), "s3", null))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(mail.getReceivedMessages()).hasSize(2);
      assertThat(front.heard()).contains("AUTH CRAM-MD5").doesNotContain("s3");
      Outcome wrong = send(config(answering(front.port(), "s4", null)));
      assertThat(wrong).isInstanceOf(Outcome.Retry.class);
      assertThat(wrong.toString())
          .contains("127.0.0.1:" + front.port() + ": the login was refused")
          .doesNotContain("s4");
    }
  }

  @Test
  void aServerThatPosesNoChallengeGetsThePassword() {
    mail.setUser("tower", "right");
    int port = mail.getSmtp().getPort();
    assertThat(send(config(answering(port, "secret", SecretSource.inline("right")))))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(send(config(answering(port, "secret", null)))).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void implicitTlsWorksAndAnUntrustedCertificateIsNotAccepted() {
    int port = mail.getSmtps().getPort();
    assertThat(send(config(smtp(port, true, true, TRUST_ANY))))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(send(config(smtp(port, true, true, TlsConfig.defaults()))))
        .isInstanceOf(Outcome.Retry.class);
    assertThat(mail.getReceivedMessages()).hasSize(2);
  }

  @Test
  void startTlsMakesTheConnectionSafe() throws Exception {
    try (StartTlsFront front = new StartTlsFront(mail.getSmtp().getPort(), greenMailTls())) {
      assertThat(send(config(smtp(front.port(), true, false, TRUST_ANY))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(front.upgrades()).isEqualTo(1);
      assertThat(mail.getReceivedMessages()).hasSize(2);
    }
  }

  private static SSLContext greenMailTls() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = "changeit".toCharArray();
    try (InputStream in = GreenMail.class.getResourceAsStream("/greenmail.p12")) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aServerWithoutStartTlsGetsNothingIfTlsIsRequired() {
    Outcome outcome =
        send(config(smtp(mail.getSmtp().getPort(), true, false, TlsConfig.defaults())));
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    assertThat(outcome.toString()).contains("STARTTLS");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void ownTextsAndHeadersAreTemplates() throws Exception {
    send(
        config(
            plain(),
            Map.of("subject", "{{ .Status }} für {{ .GroupLabels.alertname }}", "X-Team", "ops"),
            "<b>{{ .CommonAnnotations.summary }} & more</b>",
            "",
            Threading.OFF));
    assertThat(received().getSubject()).isEqualTo("firing für Down");
    assertThat(received().getHeader("X-Team")).containsExactly("ops");
    assertThat(parts(received())).containsExactly("<b>a host is down & more</b>");
  }

  @Test
  void aTemplateThatFailsIsReplacedByPlainTextThatSaysSo() throws Exception {
    send(
        config(
            plain(),
            Map.of("Subject", "{{ .Nope }}"),
            "{{ template \"missing\" }}",
            null,
            Threading.OFF));
    assertThat(received().getSubject()).isEqualTo("[FIRING:1] Down (a)");
    assertThat(parts(received()))
        .hasSize(1)
        .first()
        .asString()
        .contains("The configured text of this message failed")
        .contains("missing")
        .contains("Down fires");
  }

  @Test
  void messagesOfAGroupReferToOneAnother() throws Exception {
    EmailConfig threaded = config(plain(), Map.of(), null, null, Threading.GROUP);
    send(threaded);
    String root = received().getHeader("References")[0];
    assertThat(root).matches("<group-[0-9a-f]{16}@atalaya>");
    assertThat(received().getHeader("In-Reply-To")).containsExactly(root);
  }

  @Test
  void dailyThreadsHaveTheDayInTheirName() throws Exception {
    send(config(plain(), Map.of(), null, null, Threading.DAILY));
    assertThat(received().getHeader("References")[0]).endsWith("-2026-01-01@atalaya>");
  }

  @Test
  void aLateMailSaysByHowMuch() throws Exception {
    now = Examples.DUE.plus(Duration.ofMinutes(90));
    send(config(plain()));
    assertThat(parts(received()))
        .allSatisfy(part -> assertThat(part).contains("Delivered late by 1h30m."));
  }

  @Test
  void aLineEndInAHeaderStartsNoOtherHeader() throws Exception {
    send(
        config(
            plain(),
            Map.of("Subject", "{{ \"a\\r\\nBcc: eve@example.org\" }}"),
            null,
            null,
            Threading.OFF));
    assertThat(received().getSubject()).isEqualTo("a Bcc: eve@example.org");
    assertThat(received().getHeader("Bcc")).isNull();
  }

  @Test
  void anAddressThatIsNoneIsARefusal() {
    EmailConfig config =
        new EmailConfig(
            true, plain(), "not an address", "t@example.org", Map.of(), null, null, Threading.OFF);
    assertThat(send(config)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void noServerIsWorthAnotherAttempt() throws Exception {
    try (ClosedPort closed = new ClosedPort()) {
      int port = closed.number();
      Outcome outcome = send(config(smtp(port, false, false, TlsConfig.defaults())));
      assertThat(outcome).isInstanceOf(Outcome.Retry.class);
      assertThat(outcome.toString())
          .contains("127.0.0.1:" + port + ": connecting: ConnectException: Connection refused");
    }
  }

  @Test
  void whatFailsIsNamedWithTheServerAndTheStep() {
    int safe = mail.getSmtps().getPort();
    assertThat(send(config(smtp(safe, true, true, TlsConfig.defaults()))).toString())
        .contains("127.0.0.1:" + safe + ": starting TLS: ", "certificat");
    int open = mail.getSmtp().getPort();
    assertThat(send(config(smtp(open, true, false, TlsConfig.defaults()))).toString())
        .contains("127.0.0.1:" + open + ": starting TLS: STARTTLS is required");
    mail.setUser("tower", "right");
    assertThat(send(config(login("wrong"))).toString())
        .contains("127.0.0.1:" + open + ": the login was refused: 535");
  }
}
