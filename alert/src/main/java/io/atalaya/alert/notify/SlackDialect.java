package io.atalaya.alert.notify;

import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slack's attachments. It may refuse with 200: a webhook then answers other than {@code ok}, and an
 * app's method {@code "ok":false}.
 */
final class SlackDialect implements Dialect {
  private static final int MAX_TEXT_RUNES = 7000;
  private static final int MAX_POSTED = 10_000;
  private static final String POST = "chat.postMessage";

  private final SlackConfig config;
  private final Map<String, Posted> posted = new LinkedHashMap<>();

  SlackDialect(SlackConfig config) {
    this.config = config;
  }

  /** Where the first message of a group stands. */
  private record Posted(String channel, String timestamp) {}

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json();
    config.texts().forEach((name, text) -> json.putGiven(name, wording.text(text)));
    json.put("link_names", config.linkNames());
    json.put("attachments", List.of(attachment(wording)));
    String url = config.url().read().reveal();
    Posted first = first(notification.groupKey());
    if (first != null) {
      json.put("channel", first.channel()).put("ts", first.timestamp());
      url = url.replace(POST, "chat.update");
    }
    SecretSource token = config.token();
    Map<String, String> headers =
        token == null ? Map.of() : Map.of("Authorization", "Bearer " + reveal(token.read()));
    return List.of(HttpMessage.json(url, json).with(headers));
  }

  private static String reveal(Secret secret) {
    return secret.reveal().strip();
  }

  private Json attachment(Wording wording) {
    List<Json> actions = config.actions().stream().map(action -> button(action, wording)).toList();
    Json json = config.attachment().json(wording, MAX_TEXT_RUNES);
    json.putTexts("mrkdwn_in", config.markdownIn());
    return actions.isEmpty() ? json : json.put("actions", actions);
  }

  private static Json button(SlackConfig.Action action, Wording wording) {
    Json json = new Json();
    action.texts().forEach((name, text) -> json.putGiven(name, wording.text(text)));
    if (!action.confirm().isEmpty()) {
      Json confirm = new Json();
      action.confirm().forEach((name, text) -> confirm.putGiven(name, wording.text(text)));
      json.put("confirm", confirm);
    }
    return json;
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    boolean object = answer.body().stripLeading().startsWith("{");
    Map<String, Object> fields = Json.read(answer.body());
    boolean ok =
        object ? Boolean.TRUE.equals(fields.get("ok")) : answer.body().strip().equals("ok");
    if (!answer.ok() || ok) {
      return answer.byStatus();
    }
    return Json.text(fields, "error").contains("ratelimited")
        ? answer.retry()
        : new Outcome.Refused(answer.detail());
  }

  private synchronized @org.jspecify.annotations.Nullable Posted first(String groupKey) {
    return config.updateMessage() ? posted.get(groupKey) : null;
  }

  @Override
  public synchronized void delivered(Notification notification, HttpAnswer answer) {
    Map<String, Object> fields = Json.read(answer.body());
    Posted at = new Posted(Json.text(fields, "channel"), Json.text(fields, "ts"));
    if (!config.updateMessage() || at.channel().isEmpty() || at.timestamp().isEmpty()) {
      return;
    }
    if (notification.firing()) {
      posted.put(notification.groupKey(), at);
    } else {
      posted.remove(notification.groupKey());
    }
    if (posted.size() > MAX_POSTED) {
      posted.remove(posted.keySet().iterator().next());
    }
  }

  /** Slack's own: one message a second for each channel. */
  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(60, java.time.Duration.ofMinutes(1));
  }
}
