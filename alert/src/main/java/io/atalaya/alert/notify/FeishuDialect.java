package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.FeishuConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Feishu's robot. The signature is the Base64 of the HMAC-SHA256 of nothing, keyed with the time in
 * seconds, a line feed and the robot's secret. It answers 200 even if it refuses: only {@code code}
 * 0 is an arrival.
 */
final class FeishuDialect implements Dialect {
  private static final int MAX_BYTES = 18_000;
  private static final int MAX_TITLE_RUNES = 200;
  private static final long TOO_MANY = 11_232;

  private final FeishuConfig config;
  private final InstantSource clock;

  FeishuDialect(FeishuConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json();
    SecretSource source = config.secret();
    if (source != null) {
      long seconds = clock.instant().getEpochSecond();
      String secret = source.read().reveal().strip();
      json.put("timestamp", Long.toString(seconds));
      json.put("sign", Hash.hmac("HmacSHA256", seconds + "\n" + secret, ""));
    }
    String title = wording.title(config.title(), MAX_TITLE_RUNES);
    String text = Wording.cutBytes(wording.body(config.text(), Integer.MAX_VALUE), MAX_BYTES);
    if (config.card()) {
      json.put("msg_type", "interactive");
      json.put("card", card(title, text, notification.firing()));
    } else {
      json.put("msg_type", "text");
      json.put("content", new Json().put("text", title + "\n" + text));
    }
    return List.of(HttpMessage.json(config.url().read().reveal().strip(), json));
  }

  private static Json card(String title, String text, boolean firing) {
    Json header =
        new Json()
            .put("title", new Json().put("tag", "plain_text").put("content", title))
            .put("template", firing ? "red" : "green");
    Json body = new Json().put("tag", "markdown").put("content", text);
    return new Json().put("header", header).put("elements", List.of(body));
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    Map<String, Object> fields = Json.read(answer.body());
    long code = Json.number(fields, "code", Json.number(fields, "StatusCode", -1));
    if (code == TOO_MANY) {
      return answer.retryAfter(Duration.ofMinutes(1));
    }
    if (!answer.ok() || code == 0) {
      return answer.byStatus();
    }
    return code < 0 ? answer.retry() : new Outcome.Refused(answer.detail());
  }

  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(100, Duration.ofMinutes(1));
  }
}
