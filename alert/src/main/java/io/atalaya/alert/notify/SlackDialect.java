package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.SlackConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slack's attachments. It may refuse with 200: a webhook then answers other than {@code ok}, and an
 * app's method {@code "ok":false}.
 */
final class SlackDialect implements Dialect {
  private static final int MAX_TEXT_RUNES = 7000;
  private static final String POST = "chat.postMessage";

  /** What Slack says of a message that can no longer be changed. */
  private static final Set<String> GONE =
      Set.of("message_not_found", "cant_update_message", "edit_window_closed");

  private final SlackConfig config;
  private final Channel channel;
  private final PostedMessages posted;

  SlackDialect(SlackConfig config, Channel channel, PostedMessages posted) {
    this.config = config;
    this.channel = channel;
    this.posted = posted;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json();
    config.texts().forEach((name, text) -> json.putGiven(name, wording.text(text)));
    json.put("link_names", config.linkNames());
    json.put("attachments", List.of(attachment(wording)));
    String url = config.url().read().reveal();
    Optional<PostedMessages.Posted> first = first(notification.groupKey());
    if (first.isPresent()) {
      json.put("channel", first.get().place()).put("ts", first.get().timestamp());
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
    Json json = AttachmentJson.of(config.attachment(), wording, MAX_TEXT_RUNES);
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

  /** If the message that was to be changed is gone, there is a new one. */
  @Override
  public Optional<HttpMessage> instead(
      Notification notification, Wording wording, HttpAnswer answer) throws IOException {
    boolean gone = GONE.contains(Json.text(Json.read(answer.body()), "error"));
    if (!gone || first(notification.groupKey()).isEmpty()) {
      return Optional.empty();
    }
    posted.remove(channel, notification.groupKey());
    return Optional.of(messages(notification, wording).getFirst());
  }

  private Optional<PostedMessages.Posted> first(String groupKey) {
    return config.updateMessage() ? posted.find(channel, groupKey) : Optional.empty();
  }

  @Override
  public void delivered(Notification notification, HttpAnswer answer) {
    Map<String, Object> fields = Json.read(answer.body());
    PostedMessages.Posted at =
        new PostedMessages.Posted(Json.text(fields, "channel"), Json.text(fields, "ts"));
    if (!config.updateMessage() || at.place().isEmpty() || at.timestamp().isEmpty()) {
      return;
    }
    if (notification.firing()) {
      posted.put(channel, notification.groupKey(), at);
    } else {
      posted.remove(channel, notification.groupKey());
    }
  }

  /** Slack's own: one message a second for each channel. */
  @Override
  public Pace.Limit pace() {
    return new Pace.Limit(60, Duration.ofMinutes(1));
  }
}
