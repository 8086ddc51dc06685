package io.atalaya.e2e;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything around the server in the main job: a service that may die, a mail server, a webhook,
 * and a configuration that watches the one and tells the others.
 */
final class MainJob implements AutoCloseable {
  final Target target = new Target();
  final WebhookPeer webhook = new WebhookPeer();
  final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  MainJob() throws IOException {
    mail.start();
    mail.setUser("oncall@example.org", "oncall", "secret");
  }

  /** Writes the configuration; times are in seconds. */
  Path configuration(Path folder, int interval, int holdFor, int groupWait) throws IOException {
    String yaml =
        """
        global:
          scrape_interval: %1$ds
          scrape_timeout: %1$ds
          evaluation_interval: %1$ds
          smtp_smarthost: 127.0.0.1:%2$d
          smtp_from: atalaya@example.org
          smtp_require_tls: false
        scrape_configs:
          - job_name: shop
            static_configs:
              - targets: ["127.0.0.1:%3$d"]
                labels:
                  team: sales
        checks:
          - name: shop page
            interval: %1$ds
            timeout: %1$ds
            retry_attempts: 1
            failure_threshold: 1
            success_threshold: 1
            http: http://127.0.0.1:%3$d/
        host:
          interval: %1$ds
        default_rules: []
        groups:
          - name: main
            rules:
              - alert: ShopDown
                expr: up{job="shop"} == 0
                for: %4$ds
                labels:
                  severity: critical
                annotations:
                  summary: "{{ $labels.instance }} of {{ $labels.team }} is gone"
        route:
          receiver: oncall
          group_by: [alertname]
          group_wait: %5$ds
          group_interval: %5$ds
          repeat_interval: 1h
        receivers:
          - name: oncall
            email_configs:
              - to: oncall@example.org
                send_resolved: true
            webhook_configs:
              - url: http://127.0.0.1:%6$d/
        """
            .formatted(
                interval,
                mail.getSmtp().getPort(),
                target.port(),
                holdFor,
                groupWait,
                webhook.port());
    return Files.writeString(folder.resolve("atalaya.yml"), yaml);
  }

  /** Subjects of the mails that have arrived, in order. */
  List<String> subjects() {
    List<String> subjects = new ArrayList<>();
    for (MimeMessage message : mail.getReceivedMessages()) {
      try {
        subjects.add(message.getSubject());
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }
    return subjects;
  }

  @Override
  public void close() {
    target.close();
    webhook.close();
    mail.stop();
  }
}
