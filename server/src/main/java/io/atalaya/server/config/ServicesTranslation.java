package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says in our words what the configuration of a simple service monitor says:
 *
 * <pre>
 *   websites          name → URL                               checks over HTTP, 10 s each
 *   databases         name → type, host, port, …               logins, and SELECT 1, 10 s each
 *   email             SMTP server, sender, recipients          one receiver of mail
 *   monitor_settings  check_interval       60 s                interval
 *                     retry_attempts        3, the first one   retry_attempts 2
 *                     retry_delay           6 s                retry_delay
 *                     alert_threshold       3                  failure_threshold
 *                     recovery_threshold    2                  success_threshold
 *                     alert_repeat_interval 20 min             repeat_interval
 *   logging_settings  enable_file_logging, max_bytes 5 MB,     logging
 *                     backup_count 5, log_file
 * </pre>
 *
 * Values are taken over as they are written, so that variables in them are replaced only once.
 */
final class ServicesTranslation {
  private static final String RECEIVER = "email";

  /** The document promises signs that are seen at a glance. */
  private static final String SUBJECT =
      "{{ if eq .Status \"firing\" }}🔴{{ else }}🟢{{ end }}"
          + " {{ template \"email.default.subject\" . }}";

  /** The document gives each attempt this long. */
  private static final String TIMEOUT = "10s";

  private static final Map<String, Integer> PORTS =
      Map.of("mysql", 3306, "mariadb", 3306, "postgresql", 5432, "sqlserver", 1433);

  private final Section s;
  private final List<YamlNode> checks = new ArrayList<>();

  private ServicesTranslation(Section s) {
    this.s = s;
  }

  static Translated read(Section s) {
    return new ServicesTranslation(s).translate();
  }

  /** The keys of {@code monitor_settings}, times in the units of the document. */
  private record Settings(
      int intervalSeconds,
      int attempts,
      int delaySeconds,
      int alertThreshold,
      int recoveryThreshold,
      int repeatMinutes) {
    static Settings read(Section s) {
      return new Settings(
          s.integer("check_interval", 60, 1, 86_400),
          s.integer("retry_attempts", 3, 1, 100),
          s.integer("retry_delay", 6, 0, 3600),
          s.integer("alert_threshold", 3, 1, 1000),
          s.integer("recovery_threshold", 2, 1, 1000),
          s.integer("alert_repeat_interval", 20, 1, 525_600));
    }
  }

  private Translated translate() {
    Settings settings =
        s.sectionOrEmpty("monitor_settings", Settings::read)
            .orElseThrow(() -> new IllegalArgumentException("monitor_settings is not valid"));
    s.section("websites", sites -> websites(sites, settings));
    s.namedSections("databases", database -> database(database, settings));
    NodeBuilder document = new NodeBuilder(s.at());
    NodeBuilder global = new NodeBuilder(s.at());
    s.section("email", mail -> mail(mail, settings, global, document));
    document.put("global", global.build()).list("checks", checks);
    document.words("default_rules", BuiltInRules.SERVICES);
    s.section("logging_settings", ServicesTranslation::logging)
        .ifPresent(logging -> document.put("logging", logging));
    return new Translated(document.build(), implied(settings));
  }

  private YamlMap implied(Settings settings) {
    String evaluation = Math.min(settings.intervalSeconds(), 15) + "s";
    NodeBuilder global = new NodeBuilder(s.at()).put("evaluation_interval", evaluation);
    return new NodeBuilder(s.at())
        .put("global", global.build())
        .put("host", new NodeBuilder(s.at()).build())
        .build();
  }

  private String websites(Section sites, Settings settings) {
    for (YamlMap.Entry site : sites.map().entries()) {
      sites.required(site.name());
      checks.add(check(site, "website", settings).put("http", site.value()).build());
    }
    return "";
  }

  private NodeBuilder check(YamlMap.Entry entry, String type, Settings settings) {
    return check(new NodeBuilder(entry.value().at()).put("name", entry.key()), type, settings);
  }

  private NodeBuilder check(NodeBuilder check, String type, Settings settings) {
    NodeBuilder labels = new NodeBuilder(s.at()).put("type", type);
    return check
        .put("labels", labels.build())
        .put("interval", settings.intervalSeconds() + "s")
        .put("timeout", TIMEOUT)
        .put("retry_attempts", String.valueOf(settings.attempts() - 1))
        .put("retry_delay", settings.delaySeconds() + "s")
        .put("failure_threshold", String.valueOf(settings.alertThreshold()))
        .put("success_threshold", String.valueOf(settings.recoveryThreshold()))
        .put("flapping", "off");
  }

  private String database(Section database, Settings settings) {
    String type = database.required("type");
    if (!type.isEmpty() && !PORTS.containsKey(type)) {
      database.error(
          "type", "unknown type of database; possible are " + String.join(", ", types()));
    }
    String host = database.text("host", "localhost");
    int port = database.integer("port", PORTS.getOrDefault(type, 0), 1, 65_535);
    database.text("database");
    database.text("user");
    database.secret("password", "password_file");
    String name = nameOf(database);
    String address = new HostPort(host, port).toString().replace("${", "$${");
    NodeBuilder check = new NodeBuilder(database.at());
    check.put("name", new YamlScalar(database.at(), name, true));
    NodeBuilder login = new NodeBuilder(database.at()).put("address", address);
    for (String key : List.of("database", "user", "password", "password_file")) {
      login.put(key, database.map().get(key));
    }
    String kind = PORTS.containsKey(type) ? type : "tcp";
    checks.add(check(check, type, settings).put(kind, login.build()).build());
    return name;
  }

  private static List<String> types() {
    return PORTS.keySet().stream().sorted().toList();
  }

  private String nameOf(Section database) {
    if (s.map().get("databases") instanceof YamlMap databases) {
      for (YamlMap.Entry entry : databases.entries()) {
        if (entry.value().at().equals(database.at())) {
          return entry.name();
        }
      }
    }
    return "";
  }

  private static String mail(
      Section mail, Settings settings, NodeBuilder global, NodeBuilder document) {
    String host = mail.required("smtp_server");
    int port = mail.integer("smtp_port", 587, 1, 65_535);
    boolean tls = mail.flag("smtp_use_tls", true);
    boolean ssl = mail.flag("smtp_use_ssl", false);
    global.put("smtp_smarthost", new HostPort(host, port).toString().replace("${", "$${"));
    global.put("smtp_require_tls", String.valueOf(tls && !ssl));
    if (ssl) {
      global.put("smtp_force_implicit_tls", "true");
    }
    mail.required("sender_email");
    YamlNode sender = mail.raw("sender_email");
    global.put("smtp_from", sender);
    if (mail.has("sender_password") || mail.has("sender_password_file")) {
      global.put("smtp_auth_username", sender);
    }
    mail.secret("sender_password", "sender_password_file");
    global.put("smtp_auth_password", mail.map().get("sender_password"));
    global.put("smtp_auth_password_file", mail.map().get("sender_password_file"));
    String recipients =
        String.join(", ", mail.literals("recipient_emails").stream().distinct().toList());
    if (recipients.isEmpty()) {
      mail.error("recipient_emails", "recipient_emails is missing or empty");
    }
    document.put("route", route(mail, settings)).list("receivers", receivers(mail, recipients));
    return recipients;
  }

  private static YamlMap route(Section mail, Settings settings) {
    return new NodeBuilder(mail.at())
        .put("receiver", RECEIVER)
        .words("group_by", "alertname", "check")
        .put("group_wait", "0s")
        .put("group_interval", Math.min(settings.intervalSeconds(), 60) + "s")
        .put("repeat_interval", settings.repeatMinutes() + "m")
        .build();
  }

  private static List<YamlNode> receivers(Section mail, String recipients) {
    NodeBuilder email =
        new NodeBuilder(mail.at("recipient_emails"))
            .put("to", new YamlScalar(mail.at("recipient_emails"), recipients, true))
            .put("headers", new NodeBuilder(mail.at()).put("Subject", SUBJECT).build())
            .put("send_resolved", "true");
    return List.of(
        new NodeBuilder(mail.at())
            .put("name", RECEIVER)
            .list("email_configs", List.of(email.build()))
            .build());
  }

  private static YamlMap logging(Section s) {
    NodeBuilder logging = new NodeBuilder(s.at());
    boolean toFile = s.flag("enable_file_logging", false);
    int maxBytes = s.integer("max_bytes", 5 << 20, 1024, Integer.MAX_VALUE);
    int backups = s.count("backup_count", 5);
    String file = s.text("log_file", "monitor_servicios.log");
    if (toFile) {
      YamlNode written = s.raw("log_file");
      logging.put("file", written == null ? new YamlScalar(s.at(), file, true) : written);
    }
    return logging
        .put("format", "plain")
        .put("max_size", maxBytes + "B")
        .put("backups", String.valueOf(backups))
        .build();
  }
}
