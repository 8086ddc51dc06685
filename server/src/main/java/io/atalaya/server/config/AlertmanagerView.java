package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import io.atalaya.server.config.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The part of a configuration that Alertmanager knows, so that its programs can load what the API
 * shows: our own keys and kinds of receivers are left out.
 */
public final class AlertmanagerView {
  private static final List<String> SECTIONS =
      List.of(
          "global",
          "route",
          "inhibit_rules",
          "receivers",
          "templates",
          "time_intervals",
          "mute_time_intervals");

  /** How the keys of Alertmanager's {@code global} begin. */
  private static final List<String> GLOBAL =
      List.of(
          "resolve_timeout",
          "http_config",
          "jira_",
          "mattermost_",
          "opsgenie_",
          "pagerduty_",
          "rocketchat_",
          "slack_",
          "smtp_",
          "telegram_",
          "victorops_",
          "webex_",
          "wechat_");

  private static final Set<String> KINDS =
      Set.of(
          "discord_configs",
          "email_configs",
          "incidentio_configs",
          "jira_configs",
          "mattermost_configs",
          "msteams_configs",
          "msteamsv2_configs",
          "opsgenie_configs",
          "pagerduty_configs",
          "pushover_configs",
          "rocketchat_configs",
          "slack_configs",
          "sns_configs",
          "telegram_configs",
          "victorops_configs",
          "webex_configs",
          "webhook_configs",
          "wechat_configs");

  /** What only we know of a kind that Alertmanager knows. */
  private static final Map<String, Set<String>> OWN_KEYS =
      Map.of(
          "pushover_configs", Set.of("api_url"),
          "webhook_configs", Set.of("body", "content_type", "headers"));

  private AlertmanagerView() {}

  /** As YAML, secrets hidden. */
  public static String print(Configuration configuration) {
    YamlMap shown = configuration.shown();
    List<YamlMap.Entry> entries = new ArrayList<>();
    for (String section : SECTIONS) {
      YamlMap.Entry entry = shown.entry(section);
      if (entry != null) {
        entries.add(new YamlMap.Entry(entry.key(), known(section, entry.value())));
      }
    }
    YamlMap view = new YamlMap(shown.at(), entries);
    return YamlWriter.write(view.has("route") ? view : withNobody(view));
  }

  private static YamlNode known(String section, YamlNode node) {
    return switch (section) {
      case "global" -> only(node, key -> GLOBAL.stream().anyMatch(key::startsWith));
      case "receivers" -> receivers(node);
      default -> node;
    };
  }

  private static YamlNode receivers(YamlNode node) {
    return each(node, AlertmanagerView::receiver);
  }

  private static YamlNode receiver(YamlNode node) {
    YamlNode known =
        only(node, key -> key.equals("name") || key.equals("labels") || KINDS.contains(key));
    return known instanceof YamlMap map
        ? new YamlMap(map.at(), map.entries().stream().map(AlertmanagerView::way).toList())
        : known;
  }

  /** One of a receiver's lists without our own keys. */
  private static YamlMap.Entry way(YamlMap.Entry entry) {
    Set<String> own = OWN_KEYS.getOrDefault(entry.name(), Set.of());
    return new YamlMap.Entry(
        entry.key(), each(entry.value(), way -> only(way, key -> !own.contains(key))));
  }

  private static YamlNode each(YamlNode node, UnaryOperator<YamlNode> change) {
    return node instanceof YamlList list
        ? new YamlList(list.at(), list.items().stream().map(change).toList())
        : node;
  }

  private static YamlNode only(YamlNode node, Predicate<String> wanted) {
    return node instanceof YamlMap map
        ? new YamlMap(map.at(), map.entries().stream().filter(e -> wanted.test(e.name())).toList())
        : node;
  }

  /** Alertmanager's own programs insist on a route. */
  private static YamlMap withNobody(YamlMap view) {
    YamlScalar name = new YamlScalar(view.at(), ConfigurationReader.NOBODY, true);
    YamlMap empty = YamlMap.empty(view.at());
    return view.with("route", empty.with("receiver", name))
        .with("receivers", new YamlList(view.at(), List.of(empty.with("name", name))));
  }
}
