package io.atalaya.server.config;

import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.ReceiverReader.AlertmanagerGlobal;
import io.atalaya.server.config.ReceiverReader.SmtpKeys;
import io.atalaya.server.config.yaml.Section;
import java.util.List;

/**
 * Alertmanager's keys of the section {@code global}. No key has a name that Prometheus' {@code
 * global} uses too, so both may stand in one section.
 */
final class AlertmanagerGlobalReader {
  /** Keys of receivers that cannot deliver yet. */
  private static final List<String> NOT_BUILT =
      List.of(
          "jira_api_url",
          "mattermost_webhook_url",
          "mattermost_webhook_url_file",
          "opsgenie_api_key",
          "opsgenie_api_key_file",
          "opsgenie_api_url",
          "pagerduty_url",
          "rocketchat_api_url",
          "rocketchat_token",
          "rocketchat_token_file",
          "rocketchat_token_id",
          "rocketchat_token_id_file",
          "slack_api_url",
          "slack_api_url_file",
          "slack_app_token",
          "slack_app_token_file",
          "slack_app_url",
          "telegram_api_url",
          "telegram_bot_token",
          "telegram_bot_token_file",
          "victorops_api_key",
          "victorops_api_key_file",
          "victorops_api_url",
          "webex_api_url",
          "wechat_api_corp_id",
          "wechat_api_secret",
          "wechat_api_secret_file",
          "wechat_api_url");

  private AlertmanagerGlobalReader() {}

  static AlertmanagerGlobal read(Section s) {
    NOT_BUILT.forEach(key -> hide(s, key));
    return new AlertmanagerGlobal(
        s.duration("resolve_timeout", RoutingConfig.DEFAULT_RESOLVE_TIMEOUT),
        HttpClientReader.section(s, "http_config", HttpClientConfig.defaults()),
        s.text("smtp_from", ""),
        smtp(s));
  }

  private static void hide(Section s, String key) {
    String fileKey = key + "_file";
    if (s.has(key) && s.has(fileKey)) {
      s.error(fileKey, "at most one of " + key + " & " + fileKey + " must be configured");
    }
    s.hide(key);
  }

  private static SmtpKeys smtp(Section s) {
    return new SmtpKeys(
        s.parsed("smtp_smarthost", HostPort.NONE, HostPort::parse, HostPort::toString),
        s.text("smtp_hello", "localhost"),
        s.text("smtp_auth_username", ""),
        s.secret("smtp_auth_password", "smtp_auth_password_file"),
        s.secret("smtp_auth_secret", "smtp_auth_secret_file"),
        s.text("smtp_auth_identity", ""),
        s.flag("smtp_require_tls", true),
        s.parsed("smtp_force_implicit_tls", SmtpKeys::flag),
        s.section("smtp_tls_config", HttpClientReader::tls).orElseGet(TlsConfig::defaults));
  }
}
