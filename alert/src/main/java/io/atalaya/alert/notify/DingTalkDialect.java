package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.DingTalkConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * DingTalk's robot. The signature is the Base64 of the HMAC-SHA256, keyed with the robot's secret,
 * over the time in milliseconds, a line feed and the secret. It answers 200 even if it refuses;
 * only {@code errcode} 0 is an arrival, and everything else is tried again.
 */
final class DingTalkDialect implements Dialect {
  private static final int MAX_BYTES = 18_000;
  private static final int MAX_TITLE_RUNES = 200;

  /** Too many messages: the robot is deaf for ten minutes, but asking after one costs nothing. */
  private static final long TOO_MANY = 130_101;

  private final DingTalkConfig config;
  private final InstantSource clock;

  DingTalkDialect(DingTalkConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String title = wording.title(config.title(), MAX_TITLE_RUNES);
    String text = wording.body(config.text(), Integer.MAX_VALUE) + mentions();
    Json json =
        new Json()
            .put("msgtype", "markdown")
            .put(
                "markdown",
                new Json().put("title", title).put("text", Wording.cutBytes(text, MAX_BYTES)))
            .put(
                "at",
                new Json()
                    .putTexts("atMobiles", config.atMobiles())
                    .putTexts("atUserIds", config.atUserIds())
                    .put("isAtAll", config.atAll()));
    return List.of(HttpMessage.json(signedUrl(), json));
  }

  /** Only who is named in the text too is mentioned. */
  private String mentions() {
    StringBuilder out = new StringBuilder();
    config.atMobiles().forEach(mobile -> out.append(" @").append(mobile));
    config.atUserIds().forEach(user -> out.append(" @").append(user));
    return out.isEmpty() ? "" : "\n\n" + out.toString().strip();
  }

  private String signedUrl() throws IOException {
    String url = config.url().read().reveal().strip();
    SecretSource source = config.secret();
    if (source == null) {
      return url;
    }
    String secret = source.read().reveal().strip();
    long millis = clock.millis();
    String sign = Hash.hmac("HmacSHA256", secret, millis + "\n" + secret);
    return url
        + (url.contains("?") ? "&" : "?")
        + "timestamp="
        + millis
        + "&sign="
        + URLEncoder.encode(sign, StandardCharsets.UTF_8);
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    Map<String, Object> fields = Json.read(answer.body());
    long code = Json.number(fields, "errcode", -1);
    if (!answer.ok() || code == 0) {
      return answer.byStatus();
    }
    return code == TOO_MANY ? answer.retryAfter(Duration.ofMinutes(1)) : answer.retry();
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(20, Duration.ofMinutes(1));
  }
}
