package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.VictorOpsConfig;
import io.atalaya.model.Notification;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * VictorOps' alerts; one entity for each group, so that a message that comes twice changes none.
 */
final class VictorOpsDialect implements Dialect {
  private static final int MAX_MESSAGE_RUNES = 20_480;
  private static final Set<String> TYPES = Set.of("INFO", "WARNING", "CRITICAL");

  private final VictorOpsConfig config;

  VictorOpsDialect(VictorOpsConfig config) {
    this.config = config;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    Json json =
        new Json()
            .put("message_type", type(notification, wording))
            .put("entity_id", Hash.whole(notification.groupKey()))
            .put("entity_display_name", wording.title(config.displayName(), MAX_MESSAGE_RUNES))
            .put("monitoring_tool", wording.text(config.tool()));
    config.customFields().forEach((name, text) -> json.put(name, wording.text(text)));
    String routingKey = wording.text(config.routingKey());
    json.put("state_message", wording.body(config.stateMessage(), MAX_MESSAGE_RUNES));
    String path = config.key().read().reveal() + "/" + encoded(routingKey);
    return List.of(HttpMessage.json(config.url() + path, json));
  }

  private String type(Notification notification, Wording wording) {
    if (!notification.firing()) {
      return "RECOVERY";
    }
    String wanted = wording.text(config.messageType());
    return TYPES.contains(wanted) ? wanted : "CRITICAL";
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
