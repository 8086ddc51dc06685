package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says in our words what the monitoring configuration of an application says:
 *
 * <pre>
 *   logging.level, structured_format           logging.level, format
 *   performance.collection_interval            host.interval, global.scrape_interval
 *   alerting.evaluation_interval               global.evaluation_interval
 *   alerting.notifications.email, .webhook     a receiver, where enabled
 * </pre>
 *
 * A variable {@code MONITORING_…} that is set counts more than the file. Keys that bound the memory
 * of the other program are accepted and have no effect.
 */
final class MonitoringTranslation {
  private static final String RECEIVER = "team";

  private static final Map<String, String> LEVELS =
      Map.of(
          "DEBUG", "debug",
          "INFO", "info",
          "WARNING", "warn",
          "WARN", "warn",
          "ERROR", "error",
          "CRITICAL", "error");

  private final Section s;
  private final NodeBuilder global;
  private final List<YamlNode> emails = new ArrayList<>();
  private final List<YamlNode> webhooks = new ArrayList<>();

  private MonitoringTranslation(Section s) {
    this.s = s;
    this.global = new NodeBuilder(s.at());
  }

  static Translated read(Section s) {
    return new MonitoringTranslation(s).translate();
  }

  private Translated translate() {
    NodeBuilder document = new NodeBuilder(s.at());
    NodeBuilder logging = new NodeBuilder(s.at());
    s.section("logging", section -> logging(section, logging));
    String collection =
        s.section("performance", MonitoringTranslation::collectionInterval).orElse("30s");
    String interval = seconds("MONITORING_COLLECTION_INTERVAL", collection);
    s.section("error_tracking", MonitoringTranslation::errorTracking);
    s.section("log_analysis", MonitoringTranslation::logAnalysis);
    String evaluation = s.section("alerting", this::alerting).orElse("60s");
    document.put("global", global.build());
    document.words("default_rules", BuiltInRules.HOST);
    addRouting(document);
    document.put("logging", logging.build());
    return new Translated(document.build(), implied(interval, evaluation));
  }

  private YamlMap implied(String interval, String evaluation) {
    NodeBuilder intervals = new NodeBuilder(s.at());
    intervals.put("scrape_interval", interval);
    intervals.put("evaluation_interval", seconds("MONITORING_EVALUATION_INTERVAL", evaluation));
    return new NodeBuilder(s.at())
        .put("global", intervals.build())
        .put("host", new NodeBuilder(s.at()).put("interval", interval).build())
        .build();
  }

  /** The variable's seconds as a duration if it is set, else what the file says. */
  private String seconds(String variable, String fallback) {
    return s.environment().get(variable) == null ? fallback : "${" + variable + "}s";
  }

  /** The variable if it is set, else the value as the file writes it. */
  private @Nullable YamlNode variableOr(String variable, @Nullable YamlNode written) {
    return s.environment().get(variable) == null
        ? written
        : new YamlScalar(s.at(), "${" + variable + "}", true);
  }

  private String logging(Section section, NodeBuilder logging) {
    String written = section.text("level", "INFO");
    String environment = s.environment().get("MONITORING_LOG_LEVEL");
    String name = (environment == null ? written : environment).toUpperCase(Locale.ROOT);
    String level = Section.chosen(name, LEVELS);
    logging.put("level", level);
    logging.put("format", section.flag("structured_format", true) ? "json" : "plain");
    section.flag("include_stack_trace", true);
    section.count("retention_days", 30);
    return level;
  }

  private static String collectionInterval(Section section) {
    section.count("history_size", 1000);
    section.flag("auto_start", true);
    return section.integer("collection_interval", 30, 1, 86_400) + "s";
  }

  private static String errorTracking(Section section) {
    section.count("max_events", 10_000);
    section.count("cleanup_interval", 3600);
    section.flag("auto_capture", true);
    return "";
  }

  private static String logAnalysis(Section section) {
    section.count("analysis_interval", 300);
    section.count("max_patterns", 1000);
    section.flag("auto_start", true);
    return "";
  }

  private String alerting(Section section) {
    section.count("max_alerts", 10_000);
    section.section("notifications", this::notifications);
    return section.integer("evaluation_interval", 60, 1, 86_400) + "s";
  }

  private String notifications(Section section) {
    section.section("email", this::email);
    section.section("webhook", this::webhook);
    return "";
  }

  private String email(Section mail) {
    boolean enabled = mail.flag("enabled", false);
    String host = mail.text("smtp_host", "");
    int port = mail.integer("smtp_port", 587, 1, 65_535);
    YamlNode user = mail.raw("username");
    YamlNode from = mail.raw("from_email");
    mail.secret("password", "password_file");
    List<String> recipients = mail.literals("to_emails");
    if (enabled) {
      addMail(mail, host, port, user, from, recipients);
    }
    return "";
  }

  private void addMail(
      Section mail,
      String host,
      int port,
      @Nullable YamlNode user,
      @Nullable YamlNode from,
      List<String> recipients) {
    if (recipients.isEmpty()) {
      mail.error("to_emails", "to_emails is missing or empty");
    }
    String hostText = orVariable("MONITORING_SMTP_HOST", host);
    String portText = orVariable("MONITORING_SMTP_PORT", String.valueOf(port));
    global.put("smtp_smarthost", hostText + ":" + portText);
    global.put("smtp_auth_username", variableOr("MONITORING_SMTP_USERNAME", user));
    YamlNode password = mail.map().get("password");
    global.put("smtp_auth_password", variableOr("MONITORING_SMTP_PASSWORD", password));
    global.put("smtp_auth_password_file", mail.map().get("password_file"));
    global.put("smtp_from", variableOr("MONITORING_FROM_EMAIL", from == null ? user : from));
    NodeBuilder email = new NodeBuilder(mail.at());
    email.put("to", new YamlScalar(mail.at("to_emails"), String.join(", ", recipients), true));
    emails.add(email.put("send_resolved", "true").build());
  }

  private String orVariable(String variable, String text) {
    boolean set = s.environment().get(variable) != null;
    return set ? "${" + variable + "}" : text.replace("${", "$${");
  }

  private String webhook(Section hook) {
    boolean enabled = hook.flag("enabled", false);
    hook.secret("url", "url_file");
    if (enabled) {
      NodeBuilder webhook = new NodeBuilder(hook.at());
      webhook.put("url", hook.map().get("url")).put("url_file", hook.map().get("url_file"));
      webhooks.add(webhook.build());
    }
    return "";
  }

  private void addRouting(NodeBuilder document) {
    if (emails.isEmpty() && webhooks.isEmpty()) {
      return;
    }
    NodeBuilder receiver = new NodeBuilder(s.at()).put("name", RECEIVER);
    receiver.list("email_configs", emails).list("webhook_configs", webhooks);
    document.put("route", new NodeBuilder(s.at()).put("receiver", RECEIVER).build());
    document.list("receivers", List.of(receiver.build()));
  }
}
