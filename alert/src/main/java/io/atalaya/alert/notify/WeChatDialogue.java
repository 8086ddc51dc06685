package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * WeChat Work's messages of an application. They need a token, which is good for two hours; what
 * the API makes of a request it says by {@code errcode} in an answer of 200.
 */
final class WeChatDialogue implements Dialogue {
  private static final Duration TOKEN_LASTS = Duration.ofHours(2);

  /** Longer texts are cut there; here they end with an ellipsis. */
  private static final int MAX_TEXT_BYTES = 2048;

  private static final long BUSY = -1;
  private static final long TOO_OFTEN = 45009;

  /** The token is not, or no longer, one. */
  private static final List<Long> BAD_TOKEN = List.of(40014L, 41001L, 42001L);

  private final WeChatConfig config;
  private final InstantSource clock;
  private @Nullable Token token;

  WeChatDialogue(WeChatConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  private record Token(String value, Instant since) {}

  @Override
  public Outcome tell(Notification notification, Wording wording, Exchange exchange)
      throws Ended, IOException {
    String access = token(wording, exchange);
    Json json = new Json();
    String kind = config.markdown() ? "markdown" : "text";
    for (String name : List.of("touser", "toparty", "totag", "agentid")) {
      json.putGiven(name, wording.text(config.texts().getOrDefault(name, "")));
    }
    json.put("safe", "0").put("msgtype", kind);
    String text = wording.body(config.message(), Integer.MAX_VALUE);
    json.put(kind, new Json().put("content", Wording.cutBytes(text, MAX_TEXT_BYTES)));
    String url = config.url() + "message/send?access_token=" + encoded(access);
    HttpAnswer answer = exchange.require(HttpMessage.json(url, json));
    long code = Json.number(Json.read(answer.body()), "errcode", BUSY);
    if (BAD_TOKEN.contains(code)) {
      forgetToken();
      return answer.retry();
    }
    return outcome(code, answer);
  }

  private static Outcome outcome(long code, HttpAnswer answer) {
    if (code == 0) {
      return new Outcome.Delivered(answer.detail());
    }
    return code == BUSY || code == TOO_OFTEN
        ? answer.retry()
        : new Outcome.Refused(answer.detail());
  }

  private synchronized String token(Wording wording, Exchange exchange) throws Ended, IOException {
    Token known = token;
    if (known != null && known.since().plus(TOKEN_LASTS).isAfter(clock.instant())) {
      return known.value();
    }
    String secret = wording.text(config.secret().read().reveal()).strip();
    String corpId = wording.text(config.corpId());
    String query = "?corpid=" + encoded(corpId) + "&corpsecret=" + encoded(secret);
    HttpAnswer answer = exchange.require(HttpMessage.get(config.url() + "gettoken" + query));
    Map<String, Object> fields = Json.read(answer.body());
    String value = Json.text(fields, "access_token");
    if (value.isEmpty()) {
      Outcome outcome = outcome(Json.number(fields, "errcode", 1), answer);
      throw new Ended(
          outcome instanceof Outcome.Retry
              ? outcome
              : new Outcome.Refused("invalid api_secret for corp_id: " + answer.detail()));
    }
    token = new Token(value, clock.instant());
    return value;
  }

  private synchronized void forgetToken() {
    token = null;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
