package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.PagerDutyConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PagerDuty's events. What names an incident there is the hash of the group's key, so that a
 * message that arrives twice changes nothing and the end of a group closes what its beginning
 * opened.
 */
final class PagerDutyDialect implements Dialect {
  private static final int MAX_SUMMARY_RUNES = 1024;
  private static final int MAX_EVENT_BYTES = 512_000;
  private static final String TOO_LARGE =
      "Custom details have been removed because the original event exceeds the maximum size of"
          + " 512KB";

  private final PagerDutyConfig config;

  PagerDutyDialect(PagerDutyConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String key = wording.text(config.key().read().reveal().strip());
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the integration's key is empty");
    }
    @Nullable Object details = Values.filled(config.details(), wording);
    HttpMessage message =
        HttpMessage.json(config.url(), event(notification, wording, key, details));
    if (message.body().length > MAX_EVENT_BYTES) {
      Object sorry = Map.of("error", TOO_LARGE);
      message = HttpMessage.json(config.url(), event(notification, wording, key, sorry));
    }
    return List.of(message);
  }

  private Json event(
      Notification notification, Wording wording, String key, @Nullable Object details) {
    String action = notification.firing() ? "trigger" : "resolve";
    String incident = Hash.whole(notification.groupKey());
    return config.version() == 1
        ? first(wording, key, action, incident, details)
        : second(wording, key, action, incident, details);
  }

  private Json first(
      Wording wording, String key, String action, String incident, @Nullable Object details) {
    Json json =
        new Json().put("service_key", key).put("incident_key", incident).put("event_type", action);
    if (action.equals("trigger")) {
      json.putGiven("client", text(wording, "client"));
      json.putGiven("client_url", text(wording, "client_url"));
    }
    json.put("description", wording.title(config.description(), MAX_SUMMARY_RUNES));
    return json.putAny("details", details);
  }

  private Json second(
      Wording wording, String key, String action, String incident, @Nullable Object details) {
    Json payload =
        new Json()
            .put("summary", wording.title(config.description(), MAX_SUMMARY_RUNES))
            .put("source", text(wording, "source"))
            .put("severity", text(wording, "severity"));
    for (String name : List.of("class", "component", "group")) {
      payload.putGiven(name, text(wording, name));
    }
    payload.putAny("custom_details", details);
    Json json =
        new Json()
            .put("routing_key", key)
            .put("dedup_key", incident)
            .put("event_action", action)
            .put("payload", payload)
            .putGiven("client", text(wording, "client"))
            .putGiven("client_url", text(wording, "client_url"));
    putAll(json, "images", config.images(), "src", wording);
    putAll(json, "links", config.links(), "href", wording);
    return json;
  }

  private String text(Wording wording, String name) {
    return wording.text(config.texts().getOrDefault(name, ""));
  }

  /** Those without what they need most are left out. */
  private static void putAll(
      Json json, String name, List<Map<String, String>> items, String needed, Wording wording) {
    List<Json> shown = new ArrayList<>();
    for (Map<String, String> item : items) {
      Json one = new Json();
      item.forEach((key, text) -> one.put(key, wording.text(text)));
      if (!wording.text(item.getOrDefault(needed, "")).isEmpty()) {
        shown.add(one);
      }
    }
    if (!shown.isEmpty()) {
      json.put(name, shown);
    }
  }

  /** API 1 says 403 when it is asked too often. */
  @Override
  public Outcome judge(HttpAnswer answer) {
    return config.version() == 1 && answer.status() == 403 ? answer.retry() : answer.byStatus();
  }
}
