package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.OpsgenieConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Opsgenie's alerts. An alert's alias is the hash of the group's key: what arrives twice is one
 * alert, and the end of a group closes it.
 */
final class OpsgenieDialect implements Dialect {
  private static final int MAX_MESSAGE_RUNES = 130;
  private static final int MAX_DESCRIPTION_RUNES = 15_000;

  private final OpsgenieConfig config;

  OpsgenieDialect(OpsgenieConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String alias = Hash.whole(notification.groupKey());
    String key = wording.text(config.apiKey().read().reveal()).strip();
    Map<String, String> headers = Map.of("Authorization", "GenieKey " + key);
    List<HttpMessage> messages =
        notification.firing()
            ? opening(notification, wording, alias)
            : List.of(to(alias, "close", new Json().put("source", wording.text(config.source()))));
    return messages.stream().map(message -> message.with(headers)).toList();
  }

  private HttpMessage to(String alias, String what, Json json) {
    String path = "v2/alerts/" + alias + "/" + what + "?identifierType=alias";
    return HttpMessage.json(config.apiUrl() + path, json);
  }

  private List<HttpMessage> opening(Notification notification, Wording wording, String alias) {
    Map<String, String> details =
        WebhookPayload.common(
            notification.alerts().stream().map(Notification.Alert::labels).toList());
    config.details().forEach((name, text) -> details.put(name, wording.text(text)));
    String message = wording.title(config.message(), MAX_MESSAGE_RUNES);
    Json json = new Json().put("alias", alias).put("message", message);
    json.putTexts("details", details).put("source", wording.text(config.source()));
    for (String name : List.of("note", "priority", "entity")) {
      json.putGiven(name, wording.text(config.texts().getOrDefault(name, "")));
    }
    for (String name : List.of("tags", "actions")) {
      List<String> items = split(wording.text(config.texts().getOrDefault(name, "")));
      if (!items.isEmpty()) {
        json.putTexts(name, items);
      }
    }
    List<Json> responders = responders(wording);
    if (!responders.isEmpty()) {
      json.put("responders", responders);
    }
    String description = wording.body(config.description(), MAX_DESCRIPTION_RUNES);
    json.putGiven("description", description);
    List<HttpMessage> messages = new ArrayList<>();
    messages.add(HttpMessage.json(config.apiUrl() + "v2/alerts", json));
    if (config.updateAlerts()) {
      messages.add(to(alias, "message", new Json().put("message", message)).as("PUT"));
      messages.add(to(alias, "description", new Json().put("description", description)).as("PUT"));
    }
    return messages;
  }

  /** The type {@code teams} stands for a list of teams. */
  private List<Json> responders(Wording wording) {
    List<Json> found = new ArrayList<>();
    for (Map<String, String> responder : config.responders()) {
      String type = wording.text(responder.getOrDefault("type", ""));
      if (type.equals("teams")) {
        for (String team : split(wording.text(responder.getOrDefault("name", "")))) {
          found.add(new Json().put("name", team).put("type", "team"));
        }
        continue;
      }
      Json one = new Json();
      for (String name : List.of("id", "name", "username")) {
        one.putGiven(name, wording.text(responder.getOrDefault(name, "")));
      }
      found.add(one.put("type", type));
    }
    return found;
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.strip().split(",")).filter(item -> !item.isEmpty()).toList();
  }
}
