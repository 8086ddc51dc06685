package io.atalaya.server.config;

import static io.atalaya.server.config.ReceiverReader.template;

import io.atalaya.alert.receiver.ConnectorConfig;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.IncidentIoConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.VictorOpsConfig;
import io.atalaya.alert.receiver.WebexConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Services that call somebody, and what few use by now: Webex, and Teams' old connectors. */
final class OnCallReceivers {
  private static final Set<String> RESERVED_BY_VICTOROPS =
      Set.of(
          "routing_key",
          "message_type",
          "state_message",
          "entity_display_name",
          "monitoring_tool",
          "entity_id",
          "entity_state");

  private final AlertmanagerGlobal global;

  OnCallReceivers(AlertmanagerGlobal global) {
    this.global = global;
  }

  List<ReceiverConfig> read(Section s) {
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("incidentio_configs", this::incidentIo));
    configs.addAll(s.sections("msteams_configs", this::connector));
    configs.addAll(s.sections("victorops_configs", this::victorOps));
    configs.addAll(s.sections("webex_configs", this::webex));
    return configs;
  }

  private Delivery delivery(Section s) {
    return ReceiverReader.delivery(s, true, global.http());
  }

  private ReceiverConfig connector(Section s) {
    return new ConnectorConfig(
        delivery(s),
        ReceiverReader.required(s, "webhook_url", "webhook_url_file"),
        s.text("title", template("msteams.default.title")),
        s.text("summary", template("msteams.default.summary")),
        s.text("text", template("msteams.default.text")));
  }

  private ReceiverConfig incidentIo(Section s) {
    SecretSource url = alertSource(s);
    Optional<SecretSource> token = s.secret("alert_source_token", "alert_source_token_file");
    boolean authorized =
        s.map().get("http_config") instanceof YamlMap http && http.has("authorization");
    require(
        s,
        !(token.isPresent() && authorized),
        "cannot specify alert_source_token or alert_source_token_file when using"
            + " http_config.authorization");
    require(
        s,
        !s.has("http_config") || authorized || token.isPresent(),
        "at least one of alert_source_token, alert_source_token_file or http_config.authorization"
            + " must be configured");
    return new IncidentIoConfig(delivery(s), url, token.orElse(null), s.count("max_alerts", 0));
  }

  /** Shown, for here the token is what must not be. */
  private static SecretSource alertSource(Section s) {
    Optional<SecretSource> inline = s.url("url").map(SecretSource.Inline::new);
    Optional<SecretSource> file = s.file("url_file").map(SecretSource::file);
    if (inline.isPresent() && file.isPresent()) {
      s.error("url_file", "at most one of url & url_file must be configured");
    }
    return inline
        .or(() -> file)
        .orElseGet(() -> ReceiverReader.missing(s, "one of url or url_file must be configured"));
  }

  private ReceiverConfig webex(Section s) {
    boolean authorized =
        s.map().get("http_config") instanceof YamlMap http && http.has("authorization");
    String room = s.text("room_id", "");
    require(s, !room.isEmpty(), "missing room_id on webex_config");
    require(s, authorized, "missing webex_configs.http_config.authorization");
    return new WebexConfig(
        delivery(s),
        AlertmanagerGlobalReader.url(s, "api_url", global.services().webexUrl()),
        room,
        s.text("message", template("webex.default.message")));
  }

  private ReceiverConfig victorOps(Section s) {
    String routingKey = s.text("routing_key", "");
    require(s, !routingKey.isEmpty(), "missing Routing key in VictorOps config");
    SecretSource key =
        s.secret("api_key", "api_key_file")
            .or(() -> global.services().victorOpsKey())
            .orElseGet(() -> ReceiverReader.missing(s, "no global VictorOps API Key set"));
    Map<String, String> customFields = s.textMap("custom_fields");
    for (String field : customFields.keySet()) {
      require(
          s,
          !RESERVED_BY_VICTOROPS.contains(field),
          "victorOps config contains custom field "
              + field
              + " which cannot be used as it conflicts with the fixed/static fields");
    }
    return new VictorOpsConfig(
        delivery(s),
        AlertmanagerGlobalReader.url(s, "api_url", global.services().victorOpsUrl()),
        key,
        routingKey,
        s.text("message_type", "CRITICAL"),
        s.text("state_message", template("victorops.default.state_message")),
        s.text("entity_display_name", template("victorops.default.entity_display_name")),
        s.text("monitoring_tool", template("victorops.default.monitoring_tool")),
        customFields);
  }

  static void require(Section s, boolean condition, String message) {
    if (!condition) {
      s.problems().error(s.at(), message);
    }
  }
}
