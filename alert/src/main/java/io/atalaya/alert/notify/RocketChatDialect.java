package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Rocket.Chat's {@code chat.postMessage}; it may refuse with 200 and {@code "success":false}. */
final class RocketChatDialect implements Dialect {
  private static final int MAX_TEXT_RUNES = 10_000;

  private final RocketChatConfig config;

  RocketChatDialect(RocketChatConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json = new Json();
    config.texts().forEach((name, text) -> json.putGiven(name, wording.text(text)));
    json.put("attachments", List.of(attachment(wording)));
    String url = config.url() + (config.url().endsWith("/") ? "" : "/");
    Map<String, String> headers =
        Map.of(
            "X-Auth-Token", config.token().read().reveal().strip(),
            "X-User-Id", config.tokenId().read().reveal().strip());
    return List.of(HttpMessage.json(url + "api/v1/chat.postMessage", json).with(headers));
  }

  private Json attachment(Wording wording) {
    List<Json> buttons = config.actions().stream().map(action -> button(action, wording)).toList();
    Json json = AttachmentJson.of(config.attachment(), wording, MAX_TEXT_RUNES);
    return buttons.isEmpty() ? json : json.put("actions", buttons);
  }

  private static Json button(Map<String, String> action, Wording wording) {
    Json json = new Json().put("type", "button");
    for (String name : List.of("text", "url", "msg")) {
      json.putGiven(name, wording.text(action.getOrDefault(name, "")));
    }
    return json.put("is_webview", false).put("msg_in_chat_window", false);
  }

  @Override
  public Outcome judge(HttpAnswer answer) {
    if (!answer.ok()) {
      return answer.byStatus();
    }
    Map<String, Object> fields = Json.read(answer.body());
    if (Boolean.TRUE.equals(fields.get("success"))) {
      return answer.byStatus();
    }
    boolean passing = fields.isEmpty() || Json.text(fields, "error").contains("too-many-requests");
    return passing ? answer.retry() : new Outcome.Refused(answer.detail());
  }
}
