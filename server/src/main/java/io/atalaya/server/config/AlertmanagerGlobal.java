package io.atalaya.server.config;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Alertmanager's {@code global}, as far as receivers start from it.
 *
 * @param resolveTimeout how long an alert counts that names no end
 * @param http how receivers connect that do not say it
 * @param from who writes mails
 * @param smtp keys {@code smtp_*}
 * @param services keys of receivers over HTTP
 */
record AlertmanagerGlobal(
    Duration resolveTimeout,
    HttpClientConfig http,
    String from,
    SmtpKeys smtp,
    ServiceKeys services) {
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

  /** What receivers over HTTP start from. */
  record ServiceKeys(
      Optional<SecretSource> slackUrl,
      Optional<SecretSource> slackToken,
      String slackAppUrl,
      Optional<SecretSource> mattermostUrl,
      String pagerDutyUrl,
      String opsgenieUrl,
      Optional<SecretSource> opsgenieKey,
      String telegramUrl,
      Optional<SecretSource> telegramToken,
      Optional<SecretSource> victorOpsKey,
      String victorOpsUrl,
      String webexUrl,
      Optional<String> jiraUrl,
      RocketChatKeys rocketChat,
      WeChatKeys weChat) {}

  /** Keys {@code rocketchat_*}. */
  record RocketChatKeys(String url, Optional<SecretSource> tokenId, Optional<SecretSource> token) {}

  /** Keys {@code wechat_*}. */
  record WeChatKeys(String url, Optional<SecretSource> secret, Optional<String> corpId) {}
}
