package io.atalaya.server.config;

import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.Labels;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.server.config.AlertmanagerGlobal.SmtpKeys;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alertmanager's keys of receivers; what they do not say comes from its {@code global}. */
final class ReceiverReader {
  private final AlertmanagerGlobal global;
  private final ServiceReceivers services;
  private final OwnReceivers own;
  private final ActionReader actions;
  private final Map<String, String> notBuilt = new HashMap<>();

  ReceiverReader(AlertmanagerGlobal global, ExpressionCheck expressions) {
    this.global = global;
    actions = new ActionReader(global.http(), expressions);
    services = new ServiceReceivers(global);
    own = new OwnReceivers(global.http());
  }

  /** By the name of a receiver, what in it cannot deliver. */
  Map<String, String> notBuilt() {
    return notBuilt;
  }

  Receiver read(Section s) {
    String name = s.required("name");
    Labels labels = Labels.of(s.textMap("labels"));
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("email_configs", this::email));
    configs.addAll(s.sections("webhook_configs", this::webhook));
    configs.addAll(services.read(s));
    configs.addAll(new OnCallReceivers(global).read(s));
    configs.addAll(own.read(s));
    configs.addAll(CustomReceivers.read(s));
    configs.addAll(actions.read(s));
    AccountReceivers accounts = new AccountReceivers(global);
    configs.addAll(accounts.read(s));
    accounts.notBuilt().ifPresent(what -> notBuilt.put(name, what));
    return new Receiver(name, labels, configs);
  }

  /** What every receiver over HTTP is told. */
  static Delivery delivery(Section s, boolean sendResolved, HttpClientConfig fallback) {
    return new Delivery(
        s.flag("send_resolved", sendResolved),
        HttpClientReader.section(s, "http_config", fallback),
        s.duration("timeout", Duration.ZERO));
  }

  /** A template that is defined under a name. */
  static String template(String name) {
    return "{{ template \"" + name + "\" . }}";
  }

  /** One of two keys must be there. */
  static SecretSource required(Section s, String key, String fileKey) {
    return s.secret(key, fileKey).orElseGet(() -> missing(s, key, fileKey));
  }

  private ReceiverConfig webhook(Section s) {
    return new WebhookConfig(
        delivery(s, true, global.http()),
        required(s, "url", "url_file"),
        s.count("max_alerts", 0),
        content(s),
        s.textMap("headers"));
  }

  private static WebhookConfig.Content content(Section s) {
    YamlNode payload = s.raw("payload");
    Optional<String> body = s.text("body");
    String type = s.text("content_type", "text/plain; charset=utf-8");
    if (payload != null && body.isPresent()) {
      s.error("body", "at most one of payload & body must be configured");
    }
    if (payload != null) {
      return new WebhookConfig.Payload(PlainValues.of(payload));
    }
    return body.<WebhookConfig.Content>map(text -> new WebhookConfig.Body(type, text))
        .orElseGet(WebhookConfig.Standard::new);
  }

  private static SecretSource missing(Section s, String key, String fileKey) {
    return missing(s, "one of " + key + " or " + fileKey + " must be configured");
  }

  /** Reports what is not there; what is given back is never used. */
  static SecretSource missing(Section s, String message) {
    s.problems().error(s.at(), message);
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
    if (server.host().isEmpty()) {
      s.problems()
          .error(
              s.at(),
              "no global SMTP smarthost set",
              "add smarthost: mail.example.org:587 here, or smtp_smarthost under global");
    }
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
}
