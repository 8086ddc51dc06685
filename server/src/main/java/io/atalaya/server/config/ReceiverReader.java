package io.atalaya.server.config;

import io.atalaya.alert.notify.EmailConfig;
import io.atalaya.alert.notify.Receiver;
import io.atalaya.alert.notify.ReceiverConfig;
import io.atalaya.alert.notify.SmtpConfig;
import io.atalaya.alert.notify.WebhookConfig;
import io.atalaya.model.Labels;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alertmanager's keys of receivers; what they do not say comes from its {@code global}. */
final class ReceiverReader {
  /** Kinds that are recognised but cannot deliver yet; a route that uses one is refused. */
  private static final List<String> NOT_BUILT =
      List.of(
          "discord",
          "incidentio",
          "jira",
          "mattermost",
          "msteams",
          "msteamsv2",
          "opsgenie",
          "pagerduty",
          "pushover",
          "rocketchat",
          "slack",
          "sns",
          "telegram",
          "victorops",
          "webex",
          "wechat");

  private final AlertmanagerGlobal global;
  private final Map<String, String> notBuilt = new HashMap<>();

  ReceiverReader(AlertmanagerGlobal global) {
    this.global = global;
  }

  /** By the name of a receiver, the key of a kind in it that cannot deliver yet. */
  Map<String, String> notBuilt() {
    return notBuilt;
  }

  Receiver read(Section s) {
    String name = s.required("name");
    Labels labels = Labels.of(s.textMap("labels"));
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("email_configs", this::email));
    configs.addAll(s.sections("webhook_configs", this::webhook));
    for (String kind : NOT_BUILT) {
      String key = kind + "_configs";
      if (s.has(key)) {
        notBuilt.put(name, key);
        s.problems()
            .warning(s.at(key), key + " cannot be delivered yet", "no route may use " + name);
      }
      s.hide(key);
    }
    return new Receiver(name, labels, configs);
  }

  private ReceiverConfig webhook(Section s) {
    boolean sendResolved = s.flag("send_resolved", true);
    SecretSource url = s.secret("url", "url_file").orElseGet(() -> missing(s, "url", "url_file"));
    HttpClientConfig http = HttpClientReader.section(s, "http_config", global.http());
    return new WebhookConfig(
        sendResolved, url, http, s.count("max_alerts", 0), s.duration("timeout", Duration.ZERO));
  }

  private static SecretSource missing(Section s, String key, String fileKey) {
    s.problems().error(s.at(), "one of " + key + " or " + fileKey + " must be configured");
    return SecretSource.inline("");
  }

  private ReceiverConfig email(Section s) {
    boolean sendResolved = s.flag("send_resolved", false);
    String to = s.text("to", "");
    String from = s.text("from", global.from());
    Map<String, String> headers = s.textMap("headers");
    @Nullable String html = s.text("html").orElse(null);
    @Nullable String text = s.text("text").orElse(null);
    EmailConfig.Threading threading =
        s.section("threading", ReceiverReader::threading).orElse(EmailConfig.Threading.OFF);
    return new EmailConfig(sendResolved, smtp(s), to, from, headers, html, text, threading);
  }

  private static EmailConfig.Threading threading(Section s) {
    boolean enabled = s.flag("enabled", false);
    EmailConfig.Threading kind =
        s.choice(
            "thread_by_date",
            EmailConfig.Threading.DAILY,
            Map.of("daily", EmailConfig.Threading.DAILY, "none", EmailConfig.Threading.GROUP));
    return enabled ? kind : EmailConfig.Threading.OFF;
  }

  private SmtpConfig smtp(Section s) {
    SmtpKeys base = global.smtp();
    HostPort server = s.parsed("smarthost", base.smarthost(), HostPort::parse, HostPort::toString);
    Optional<SecretSource> password = s.secret("auth_password", "auth_password_file");
    Optional<SecretSource> secret = s.secret("auth_secret", "auth_secret_file");
    Optional<Boolean> implicit =
        s.parsed("force_implicit_tls", SmtpKeys::flag).or(base::implicitTls);
    return new SmtpConfig(
        server.host(),
        server.port(),
        s.text("hello", base.hello()),
        s.text("auth_username", base.username()),
        password.or(base::password).orElse(null),
        secret.or(base::secret).orElse(null),
        s.text("auth_identity", base.identity()),
        s.flag("require_tls", base.requireTls()),
        implicit.orElse(null),
        s.section("tls_config", HttpClientReader::tls).orElse(base.tls()));
  }

  /** Alertmanager's {@code global}, as far as receivers start from it. */
  record AlertmanagerGlobal(
      Duration resolveTimeout, HttpClientConfig http, String from, SmtpKeys smtp) {}

  /** Keys {@code smtp_*}. */
  record SmtpKeys(
      HostPort smarthost,
      String hello,
      String username,
      Optional<SecretSource> password,
      Optional<SecretSource> secret,
      String identity,
      boolean requireTls,
      Optional<Boolean> implicitTls,
      TlsConfig tls) {
    static Boolean flag(String text) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("expected true or false, found \"" + text + "\"");
      }
      return Boolean.valueOf(text);
    }
  }
}
