package io.atalaya.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.atalaya.alert.TheirAlertmanager;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.http.TlsConfig;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The mails of a real Alertmanager and ours of the same alerts, as one mail server takes them: the
 * same subject, the same sections in the same order, and every link and word of theirs in ours.
 */
class EmailPeerTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant END = START.plusSeconds(3661);

  private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");
  private static final Pattern SECTION =
      Pattern.compile("\\[?(\\d)]? (firing|resolved)|(web-\\d)", Pattern.CASE_INSENSITIVE);

  private final GreenMail mail = new GreenMail(server());

  @TempDir private Path dir;

  private static ServerSetup server() {
    ServerSetup setup = new ServerSetup(0, "127.0.0.1", "smtp");
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

  private static Notification.Alert alert(String host, boolean firing) {
    return new Notification.Alert(
        Labels.of("alertname", "Slow", "instance", host, "job", "a&b", "set", "one"),
        Labels.of("summary", "It's <b>slow</b> & \"late\"", "runbook_url", "http://r/" + host),
        START,
        firing ? Instant.EPOCH : END,
        "http://p.example/graph?g0.expr=up%7Bhost%3D%22" + host + "%22%7D+%3D%3D+0&g0.tab=1",
        firing);
  }

  @Test
  void aMailHasTheSubjectTheSectionsTheLinksAndTheWordsOfAlertmanagers() throws Exception {
    TheirAlertmanager.assumeInstalled();
    try (TheirAlertmanager theirs = TheirAlertmanager.start(configuration(), dir.resolve("am"))) {
      compare(theirs, alert("web-1", true));
      compare(theirs, alert("web-1", false), alert("web-2", true));
    }
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        dir.resolve("am.yml"),
        """
        global:
          smtp_smarthost: 127.0.0.1:%d
          smtp_from: tower@example.org
          smtp_require_tls: false
        route: {receiver: team, group_by: [set], group_wait: 1s, group_interval: 1s}
        receivers:
          - name: team
            email_configs: [{to: ann@example.org, send_resolved: true}]
        """
            .formatted(mail.getSmtp().getPort()));
  }

  /** Alertmanager's mail of these alerts, and then ours. */
  private void compare(TheirAlertmanager alertmanager, Notification.Alert... alerts)
      throws Exception {
    int before = mail.getReceivedMessages().length;
    alertmanager.post(List.of(alerts));
    MimeMessage theirs = arrived(before + 1);
    assertThat(send(alerts)).isInstanceOf(Outcome.Delivered.class);
    MimeMessage ours = arrived(before + 2);

    assertThat(ours.getSubject()).isEqualTo(theirs.getSubject());
    for (String header : List.of("From", "To", "Mime-Version")) {
      assertThat(ours.getHeader(header)).as(header).isEqualTo(theirs.getHeader(header));
    }
    assertThat(ours.getContentType()).startsWith("multipart/alternative");
    assertThat(theirs.getContentType()).startsWith("multipart/alternative");
    String own = html(ours);
    String their = html(theirs);
    assertThat(sections(own)).isEqualTo(sections(their)).isNotEmpty();
    assertThat(links(own)).containsAll(links(their));
    for (Notification.Alert alert : alerts) {
      assertThat(words(their)).contains(values(alert));
      assertThat(words(own)).contains(values(alert));
    }
  }

  private MimeMessage arrived(int count) {
    assertThat(mail.waitForIncomingEmail(60_000, count)).isTrue();
    return mail.getReceivedMessages()[count - 1];
  }

  private Outcome send(Notification.Alert... alerts) {
    SmtpConfig smtp =
        new SmtpConfig(
            "127.0.0.1",
            mail.getSmtp().getPort(),
            "localhost",
            "",
            null,
            null,
            "",
            false,
            null,
            TlsConfig.defaults());
    EmailConfig config = EmailConfig.to("ann@example.org", "tower@example.org", smtp);
    List<Notification.Alert> firingFirst =
        Stream.of(alerts).sorted(Comparator.comparing(alert -> !alert.firing())).toList();
    Labels group = Labels.of("set", "one");
    return new Notifiers(List.of(), InstantSource.fixed(START.plusSeconds(60)))
        .of(List.of(new Receiver("team", List.of(config))))
        .values()
        .iterator()
        .next()
        .send(
            new Notification(
                "1",
                "team",
                "{}:" + group,
                "test",
                group,
                Map.of(),
                firingFirst,
                0,
                TheirAlertmanager.SITE,
                START));
  }

  private static String html(MimeMessage message) throws Exception {
    Multipart parts = (Multipart) message.getContent();
    return (String) parts.getBodyPart(parts.getCount() - 1).getContent();
  }

  private static String unescaped(String html) {
    return html.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#43;", "+")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /** What a reader sees. */
  private static String words(String html) {
    return unescaped(
        html.replaceAll("(?s)<!--.*?-->|<head>.*?</head>", "").replaceAll("<[^>]+>", " "));
  }

  private static Set<String> links(String html) {
    return LINK.matcher(html)
        .results()
        .map(found -> unescaped(found.group(1)))
        .collect(Collectors.toSet());
  }

  /** Below the title: how many fire, which, how many are over, and which. */
  private static List<String> sections(String html) {
    return SECTION
        .matcher(words(html).replaceAll("http\\S*", ""))
        .results()
        .map(found -> found.group(3) == null ? found.group(1) + found.group(2) : found.group(3))
        .map(section -> section.toLowerCase(Locale.ROOT))
        .dropWhile(section -> section.startsWith("web"))
        .distinct()
        .toList();
  }

  private static String[] values(Notification.Alert alert) {
    return Stream.concat(
            alert.labels().toMap().values().stream(), alert.annotations().toMap().values().stream())
        .toArray(String[]::new);
  }
}
