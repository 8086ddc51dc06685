package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.PushoverConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pushover's form. The keys travel in the body, not in the URL, which servers write to logs. */
final class PushoverDialect implements Dialect {
  private static final int MAX_TITLE_RUNES = 250;
  private static final int MAX_MESSAGE_RUNES = 1024;
  private static final int MAX_URL_RUNES = 512;

  private final PushoverConfig config;

  PushoverDialect(PushoverConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", wording.text(config.token().read().reveal().strip()));
    form.put("user", wording.text(config.userKey().read().reveal().strip()));
    form.put("title", wording.title(config.title(), MAX_TITLE_RUNES));
    form.put("url", Wording.cut(wording.text(config.url()), MAX_URL_RUNES));
    form.put("url_title", wording.text(config.urlTitle()));
    form.put("priority", wording.text(config.priority()).strip());
    form.put("retry", Long.toString(config.retry().toSeconds()));
    form.put("expire", Long.toString(config.expire().toSeconds()));
    form.put("device", wording.text(config.device()));
    form.put("sound", wording.text(config.sound()));
    if (config.html()) {
      form.put("html", "1");
    }
    if (config.monospace()) {
      form.put("monospace", "1");
    }
    if (!config.ttl().isZero()) {
      form.put("ttl", Long.toString(config.ttl().toSeconds()));
    }
    String message =
        config.html()
            ? wording.htmlBody(config.message(), MAX_MESSAGE_RUNES, true)
            : wording.body(config.message(), MAX_MESSAGE_RUNES);
    form.put("message", message.isBlank() ? "(no details)" : message.strip());
    return List.of(HttpMessage.form(config.apiUrl(), form));
  }
}
