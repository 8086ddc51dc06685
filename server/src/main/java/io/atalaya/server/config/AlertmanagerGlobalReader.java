package io.atalaya.server.config;

import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.alert.receiver.VictorOpsConfig;
import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.alert.receiver.WebexConfig;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.AlertmanagerGlobal.SmtpKeys;
import io.atalaya.server.config.yaml.Section;
import java.util.Optional;

/**
 * Alertmanager's keys of the section {@code global}. No key has a name that Prometheus' {@code
 * global} uses too, so both may stand in one section.
 */
final class AlertmanagerGlobalReader {
  private AlertmanagerGlobalReader() {}

  static AlertmanagerGlobal read(Section s) {
    return new AlertmanagerGlobal(
        s.duration("resolve_timeout", RoutingConfig.DEFAULT_RESOLVE_TIMEOUT),
        HttpClientReader.section(s, "http_config", HttpClientConfig.defaults()),
        s.text("smtp_from", ""),
        smtp(s),
        services(s));
  }

  private static AlertmanagerGlobal.ServiceKeys services(Section s) {
    Optional<SecretSource> slackUrl = s.secret("slack_api_url", "slack_api_url_file");
    Optional<SecretSource> slackToken = s.secret("slack_app_token", "slack_app_token_file");
    String slackAppUrl = url(s, "slack_app_url", "https://slack.com/api/chat.postMessage");
    if (slackUrl.isPresent() && slackToken.isPresent() && !sameAsApp(slackUrl, slackAppUrl)) {
      s.error(
          "slack_api_url",
          "at most one of slack_api_url/slack_api_url_file & slack_app_token/slack_app_token_file"
              + " must be configured");
    }
    return new AlertmanagerGlobal.ServiceKeys(
        slackUrl,
        slackToken,
        slackAppUrl,
        s.secret("mattermost_webhook_url", "mattermost_webhook_url_file"),
        url(s, "pagerduty_url", "https://events.pagerduty.com/v2/enqueue"),
        url(s, "opsgenie_api_url", "https://api.opsgenie.com/"),
        s.secret("opsgenie_api_key", "opsgenie_api_key_file"),
        url(s, "telegram_api_url", "https://api.telegram.org"),
        s.secret("telegram_bot_token", "telegram_bot_token_file"),
        s.secret("victorops_api_key", "victorops_api_key_file"),
        url(s, "victorops_api_url", VictorOpsConfig.DEFAULT_URL),
        url(s, "webex_api_url", WebexConfig.DEFAULT_URL),
        s.parsed("jira_api_url", AlertmanagerGlobalReader::checkedUrl),
        new AlertmanagerGlobal.RocketChatKeys(
            url(s, "rocketchat_api_url", RocketChatConfig.DEFAULT_URL),
            s.secret("rocketchat_token_id", "rocketchat_token_id_file"),
            s.secret("rocketchat_token", "rocketchat_token_file")),
        new AlertmanagerGlobal.WeChatKeys(
            url(s, "wechat_api_url", WeChatConfig.DEFAULT_URL),
            s.secret("wechat_api_secret", "wechat_api_secret_file"),
            s.text("wechat_api_corp_id").filter(id -> !id.isEmpty())));
  }

  private static boolean sameAsApp(Optional<SecretSource> url, String appUrl) {
    return url.filter(SecretSource.inline(appUrl)::equals).isPresent();
  }

  /** A URL that is not secret. */
  static String url(Section s, String key, String fallback) {
    return s.parsed(key, fallback, AlertmanagerGlobalReader::checkedUrl, text -> text);
  }

  static String checkedUrl(String text) {
    if (!text.matches("(?i)https?://[^/\\s].*")) {
      throw new IllegalArgumentException(
          "unsupported scheme or no host; write http:// or https://");
    }
    return text;
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
