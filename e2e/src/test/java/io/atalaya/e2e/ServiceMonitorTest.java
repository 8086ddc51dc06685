package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configuration of a simple service monitor, as its document describes it, on a whole server: a
 * real site that fails, a real mail server, and a virtual clock. One test for each sentence.
 */
class ServiceMonitorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private HttpServer site;
  private @Nullable ServerHarness server;

  @TempDir Path dir;

  @BeforeEach
  void start() throws IOException {
    mail.start();
    mail.setUser("sender@example.org", "sender@example.org", "hunter2");
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    site.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    site.stop(0);
    mail.stop();
  }

  /** The keys of the document with their documented values, or their defaults if left out. */
  private void serve(String monitorSettings) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("config.json"),
            """
            {"websites": {"Web uno": "http://127.0.0.1:%d/"},
             "email": {"smtp_server": "127.0.0.1", "smtp_port": %d, "smtp_use_tls": false,
                       "smtp_use_ssl": false, "sender_email": "sender@example.org",
                       "sender_password": "hunter2",
                       "recipient_emails": ["a@example.org", "b@example.org"]}%s}
            """
                .formatted(site.getAddress().getPort(), mail.getSmtp().getPort(), monitorSettings));
    server = ServerHarness.start(file, dir, clock, Network.system(AddressGuard.except(Set.of())));
    clock.advance(MINUTE.multipliedBy(2));
  }

  /** The mails that have arrived, each once although both recipients got it. */
  private List<MimeMessage> mails() throws MessagingException {
    Map<String, MimeMessage> byId = new LinkedHashMap<>();
    for (MimeMessage message : mail.getReceivedMessages()) {
      byId.put(message.getMessageID(), message);
    }
    return List.copyOf(byId.values());
  }

  private static String text(MimeMessage message) throws Exception {
    Object content = message.getContent();
    return content instanceof MimeMultipart parts
        ? String.valueOf(parts.getBodyPart(parts.getCount() - 1).getContent())
        : String.valueOf(content);
  }

  private void advance(int minutes) {
    for (int i = 0; i < minutes * 4; i++) {
      clock.advance(Duration.ofSeconds(15));
    }
  }

  @Test
  void alertsAfterThreeFailuresOfThreeAttemptsEachAndEachRecipientGetsIt() throws Exception {
    serve("");
    status = 503;
    requests.set(0);
    advance(2);
    assertThat(requests).hasValue(6);
    assertThat(mails()).isEmpty();

    advance(2);
    assertThat(mails()).hasSize(1);
    assertThat(mail.getReceivedMessages()).hasSize(2);
    MimeMessage message = mails().getFirst();
    assertThat(message.getSubject()).startsWith("🔴").contains("Web uno");
    assertThat(message.getFrom()[0]).hasToString("sender@example.org");
    assertThat(text(message)).contains("Web uno is down", "Reason: status");
    assertThat(text(message)).doesNotContain("hunter2");
  }

  @Test
  void theMailHoldsInformationAboutTheSystem() throws Exception {
    assumeThat(Path.of("/proc/meminfo")).describedAs("Linux' /proc").exists();
    serve("");
    status = 503;
    advance(4);

    assertThat(text(mails().getFirst()))
        .contains(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip())
        .containsPattern("memory [0-9]+ %")
        .containsPattern("disk [0-9]+ %");
  }

  @Test
  void tellsAgainEveryTwentyMinutesWhileItIsDown() throws Exception {
    serve("");
    status = 503;
    advance(4);
    assertThat(mails()).hasSize(1);
    advance(19);
    assertThat(mails()).hasSize(1);
    advance(3);
    assertThat(mails()).hasSize(2);
    advance(21);
    assertThat(mails()).hasSize(3);
  }

  @Test
  void tellsOfTheRecoveryAfterTwoGoodEvaluationsAndThenIsQuiet() throws Exception {
    serve("");
    status = 503;
    advance(4);
    status = 200;
    advance(1);
    assertThat(mails()).hasSize(1);
    advance(2);
    assertThat(mails()).hasSize(2);
    assertThat(mails().getLast().getSubject()).startsWith("🟢").contains("Web uno");
    advance(60);
    assertThat(mails()).hasSize(2);
  }

  @Test
  void aShortFailureThatAnAttemptOrTheNextEvaluationMendsIsNotTold() throws Exception {
    serve("");
    status = 503;
    advance(2);
    status = 200;
    advance(30);
    assertThat(mails()).isEmpty();
  }

  @Test
  void everyMonitorSettingCounts() throws Exception {
    serve(
        """
        , "monitor_settings": {"check_interval": 30, "retry_attempts": 1, "retry_delay": 1,
          "alert_threshold": 1, "recovery_threshold": 1, "alert_repeat_interval": 5}\
        """);
    status = 500;
    requests.set(0);
    advance(1);
    assertThat(requests).hasValue(2);
    assertThat(mails()).hasSize(1);
    advance(6);
    assertThat(mails()).hasSize(2);
    status = 200;
    advance(1);
    assertThat(mails()).hasSize(3);
  }

  @Test
  void aMailServerThatIsAwayLosesNothing() throws Exception {
    serve("");
    int port = mail.getSmtp().getPort();
    mail.stop();
    status = 503;
    advance(4);
    mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    mail.setUser("sender@example.org", "sender@example.org", "hunter2");
    advance(10);
    assertThat(mails()).isNotEmpty();
  }
}
