package io.atalaya.server.config;

import static io.atalaya.server.config.ReceiverReader.template;

import io.atalaya.alert.receiver.Attachment;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.DiscordConfig;
import io.atalaya.alert.receiver.MattermostConfig;
import io.atalaya.alert.receiver.OpsgenieConfig;
import io.atalaya.alert.receiver.PagerDutyConfig;
import io.atalaya.alert.receiver.PushoverConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.SlackConfig;
import io.atalaya.alert.receiver.TeamsConfig;
import io.atalaya.alert.receiver.TelegramConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services that Alertmanager knows, by its keys and with its defaults and refusals. */
final class ServiceReceivers {
  private static final Set<String> RESPONDERS =
      Set.of("team", "teams", "user", "escalation", "schedule");

  private final AlertmanagerGlobal global;

  ServiceReceivers(AlertmanagerGlobal global) {
    this.global = global;
  }

  List<ReceiverConfig> read(Section s) {
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("discord_configs", this::discord));
    configs.addAll(s.sections("mattermost_configs", this::mattermost));
    configs.addAll(s.sections("msteamsv2_configs", this::teams));
    configs.addAll(s.sections("opsgenie_configs", this::opsgenie));
    configs.addAll(s.sections("pagerduty_configs", this::pagerDuty));
    configs.addAll(s.sections("pushover_configs", this::pushover));
    configs.addAll(s.sections("slack_configs", this::slack));
    configs.addAll(s.sections("telegram_configs", this::telegram));
    return configs;
  }

  private Delivery delivery(Section s, boolean sendResolved) {
    return ReceiverReader.delivery(s, sendResolved, global.http());
  }

  /** Templates under keys that a service calls the same; each with its default. */
  static Map<String, String> texts(Section s, Map<String, String> defaults) {
    Map<String, String> texts = new LinkedHashMap<>();
    defaults.forEach((key, fallback) -> texts.put(key, s.text(key, fallback)));
    texts.values().removeIf(String::isEmpty);
    return texts;
  }

  /** Keys without a default. */
  static Map<String, String> texts(Section s, String... keys) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : keys) {
      s.text(key).filter(text -> !text.isEmpty()).ifPresent(text -> texts.put(key, text));
    }
    return texts;
  }

  private ReceiverConfig slack(Section s) {
    Delivery delivery = delivery(s, false);
    Optional<SecretSource> url = s.secret("api_url", "api_url_file");
    Optional<SecretSource> token = s.secret("app_token", "app_token_file");
    String appUrl = AlertmanagerGlobalReader.url(s, "app_url", global.services().slackAppUrl());
    if (url.isPresent() && token.isPresent()) {
      s.error(
          "api_url",
          "at most one of api_url/api_url_file & app_token/app_token_file must be configured");
    }
    boolean ownLogin = !delivery.http().credentials().equals(Credentials.NONE);
    boolean ownHttp = s.has("http_config") && ownLogin;
    if (token.isEmpty() && url.isEmpty() && !ownHttp) {
      token = global.services().slackToken();
    }
    if (url.isEmpty() && token.isEmpty()) {
      url = global.services().slackUrl();
    }
    if (url.isEmpty() && token.isEmpty()) {
      s.problems()
          .error(
              s.at(),
              "no Slack API URL nor App token set either inline or in a file",
              "add api_url: here, or slack_api_url under global");
    }
    if (token.isPresent() && ownLogin) {
      s.error("http_config", "http authorization can't be set when using Slack App tokens");
    }
    SecretSource app = SecretSource.inline(appUrl);
    SecretSource target = token.isPresent() ? app : url.orElse(app);
    boolean update = s.flag("update_message", false);
    if (update && !target.equals(SecretSource.inline("https://slack.com/api/chat.postMessage"))) {
      s.error(
          "update_message",
          "update_message can only be used with bot tokens. api_url must be set to"
              + " https://slack.com/api/chat.postMessage");
    }
    return new SlackConfig(
        delivery,
        target,
        token.orElse(null),
        slackTexts(s),
        new Attachment(slackAttachment(s), fields(s, s.flag("short_fields", false))),
        s.sections("actions", ServiceReceivers::action),
        s.has("mrkdwn_in") ? s.texts("mrkdwn_in") : markdownByDefault(s),
        s.flag("link_names", false),
        update);
  }

  private static List<String> markdownByDefault(Section s) {
    s.texts("mrkdwn_in");
    return List.of("fallback", "pretext", "text");
  }

  private static Map<String, String> slackTexts(Section s) {
    Map<String, String> texts = texts(s, "channel");
    texts.putAll(
        texts(
            s,
            Map.of(
                "username", template("slack.default.username"),
                "icon_emoji", template("slack.default.iconemoji"),
                "icon_url", template("slack.default.iconurl"))));
    s.text("message_text").ifPresent(text -> texts.put("text", text));
    return texts;
  }

  private static Map<String, String> slackAttachment(Section s) {
    Map<String, String> texts = texts(s, "image_url", "thumb_url");
    texts.putAll(
        texts(
            s,
            Map.of(
                "color", template("slack.default.color"),
                "title", template("slack.default.title"),
                "title_link", template("slack.default.titlelink"),
                "pretext", template("slack.default.pretext"),
                "text", template("slack.default.text"),
                "fallback", template("slack.default.fallback"),
                "callback_id", template("slack.default.callbackid"),
                "footer", template("slack.default.footer"))));
    return texts;
  }

  private static List<Attachment.Field> fields(Section s, Boolean isShort) {
    return s.sections("fields", field -> field(field, Optional.of(isShort)));
  }

  private static Attachment.Field field(Section s, Optional<Boolean> isShort) {
    String title = s.required("title");
    String value = s.required("value");
    Optional<Boolean> own = s.has("short") ? Optional.of(s.flag("short", false)) : Optional.empty();
    if (own.isEmpty()) {
      s.ignore("short");
    }
    return new Attachment.Field(title, value, own.or(() -> isShort).orElse(null));
  }

  private static SlackConfig.Action action(Section s) {
    Map<String, String> texts = texts(s, "type", "text", "url", "style", "name", "value");
    Map<String, String> confirm =
        s.section("confirm", ServiceReceivers::confirmation).orElseGet(Map::of);
    for (String key : List.of("type", "text")) {
      if (!texts.containsKey(key)) {
        s.problems().error(s.at(), "missing " + key + " in Slack action configuration");
      }
    }
    if (texts.containsKey("url")) {
      texts.keySet().removeAll(Set.of("name", "value"));
      return new SlackConfig.Action(texts, Map.of());
    }
    if (!texts.containsKey("name")) {
      s.problems().error(s.at(), "missing name or url in Slack action configuration");
    }
    return new SlackConfig.Action(texts, confirm);
  }

  private static Map<String, String> confirmation(Section s) {
    Map<String, String> texts = texts(s, "text", "title", "ok_text", "dismiss_text");
    if (!texts.containsKey("text")) {
      s.problems().error(s.at(), "missing text in Slack confirmation configuration");
    }
    return texts;
  }

  private ReceiverConfig mattermost(Section s) {
    Delivery delivery = delivery(s, true);
    SecretSource url =
        s.secret("webhook_url", "webhook_url_file")
            .or(() -> global.services().mattermostUrl())
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "missing webhook_url or webhook_url_file on" + " mattermost_config"));
    Map<String, String> texts = texts(s, "channel", "icon_url", "icon_emoji", "type");
    texts.put("username", s.text("username", template("mattermost.default.username")));
    Map<String, String> single = mattermostAttachment(s, true);
    List<Attachment.Field> fields = s.sections("fields", f -> field(f, Optional.empty()));
    List<Attachment> attachments =
        new ArrayList<>(
            s.sections(
                "attachments",
                a ->
                    new Attachment(
                        mattermostAttachment(a, false),
                        a.sections("fields", f -> field(f, Optional.empty())))));
    if (attachments.isEmpty()) {
      attachments.add(new Attachment(single, fields));
    } else {
      texts.put("text", single.getOrDefault("text", ""));
    }
    String card = s.section("props", props -> props.text("card", "")).orElse("");
    MattermostConfig.Priority priority =
        s.section("priority", ServiceReceivers::priority)
            .orElseGet(() -> new MattermostConfig.Priority("", false, false));
    return new MattermostConfig(delivery, url, texts, attachments, card, priority);
  }

  private static Map<String, String> mattermostAttachment(Section s, boolean defaults) {
    Map<String, String> texts =
        texts(
            s,
            "pretext",
            "author_name",
            "author_link",
            "author_icon",
            "thumb_url",
            "footer",
            "footer_icon",
            "image_url");
    for (String key : List.of("text", "fallback", "color", "title", "title_link")) {
      String fallback = template("mattermost.default." + key.replace("_", ""));
      String text = s.text(key, defaults ? fallback : "");
      if (!text.isEmpty()) {
        texts.put(key, text);
      }
    }
    return texts;
  }

  private static MattermostConfig.Priority priority(Section s) {
    return new MattermostConfig.Priority(
        s.text("priority", ""),
        s.flag("requested_ack", false),
        s.flag("persistent_notifications", false));
  }

  private ReceiverConfig discord(Section s) {
    return new DiscordConfig(
        delivery(s, true),
        ReceiverReader.required(s, "webhook_url", "webhook_url_file"),
        s.text("content", ""),
        s.text("title", DiscordConfig.DEFAULT_TITLE),
        s.text("message", DiscordConfig.DEFAULT_MESSAGE),
        s.text("username", ""),
        s.text("avatar_url", ""));
  }

  private ReceiverConfig teams(Section s) {
    return new TeamsConfig(
        delivery(s, true),
        ReceiverReader.required(s, "webhook_url", "webhook_url_file"),
        s.text("title", TeamsConfig.DEFAULT_TITLE),
        s.text("text", TeamsConfig.DEFAULT_TEXT));
  }

  private ReceiverConfig telegram(Section s) {
    SecretSource token =
        s.secret("bot_token", "bot_token_file")
            .or(() -> global.services().telegramToken())
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "missing bot_token or bot_token_file on telegram_config"));
    String parseMode = s.text("parse_mode", "HTML");
    if (!Set.of("", "Markdown", "MarkdownV2", "HTML").contains(parseMode)) {
      s.error(
          "parse_mode",
          "unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty"
              + " string");
    }
    boolean html = parseMode.equals("HTML");
    return new TelegramConfig(
        delivery(s, true),
        AlertmanagerGlobalReader.url(s, "api_url", global.services().telegramUrl()),
        token,
        chatId(s),
        s.integer("message_thread_id", 0, 0, Integer.MAX_VALUE),
        s.text("message", html ? TelegramConfig.DEFAULT_MESSAGE : TelegramConfig.DEFAULT_PLAIN),
        s.flag("disable_notifications", false),
        parseMode);
  }

  private static SecretSource chatId(Section s) {
    Optional<Long> inline = s.parsed("chat_id", ServiceReceivers::chat).filter(id -> id != 0);
    Optional<SecretSource> file = s.file("chat_id_file").map(SecretSource::file);
    if (inline.isPresent() && file.isPresent()) {
      s.error("chat_id_file", "at most one of chat_id & chat_id_file must be configured");
    }
    return inline
        .map(id -> SecretSource.inline(id.toString()))
        .or(() -> file)
        .orElseGet(
            () -> ReceiverReader.missing(s, "missing chat_id or chat_id_file on telegram_config"));
  }

  private static Long chat(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a chat id is a number, found \"" + text + "\"", e);
    }
  }

  private ReceiverConfig pagerDuty(Section s) {
    Optional<SecretSource> routing = s.secret("routing_key", "routing_key_file");
    Optional<SecretSource> service = s.secret("service_key", "service_key_file");
    if (routing.isEmpty() && service.isEmpty()) {
      s.problems().error(s.at(), "missing service or routing key in PagerDuty config");
    }
    String client = s.text("client", template("pagerduty.default.client"));
    Map<String, String> texts = texts(s, "class", "component", "group");
    texts.put("client", client);
    texts.put("client_url", s.text("client_url", template("pagerduty.default.clientURL")));
    texts.put("source", s.text("source", client));
    texts.put("severity", s.text("severity", "error"));
    String url = AlertmanagerGlobalReader.url(s, "url", global.services().pagerDutyUrl());
    return new PagerDutyConfig(
        delivery(s, true),
        service.isPresent() ? PagerDutyConfig.URL_OF_VERSION_1 : url,
        service.or(() -> routing).orElseGet(() -> SecretSource.inline("")),
        service.isPresent() ? 1 : 2,
        s.text("description", template("pagerduty.default.description")),
        texts,
        details(s),
        s.sections("images", image -> texts(image, "src", "alt", "href")),
        s.sections("links", link -> texts(link, "href", "text")));
  }

  private static Map<String, Object> details(Section s) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("firing", "{{ .Alerts.Firing | toJson }}");
    details.put("resolved", "{{ .Alerts.Resolved | toJson }}");
    details.put("num_firing", "{{ .Alerts.Firing | len }}");
    details.put("num_resolved", "{{ .Alerts.Resolved | len }}");
    YamlNode own = s.raw("details");
    if (own instanceof YamlMap map) {
      PlainValues.fields(map)
          .forEach((name, value) -> details.put(name, value == null ? "" : value));
    } else if (own != null) {
      s.error("details", "details: expected a mapping, found " + own.what());
    }
    return details;
  }

  private ReceiverConfig opsgenie(Section s) {
    SecretSource key =
        s.secret("api_key", "api_key_file")
            .or(() -> global.services().opsgenieKey())
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "no global OpsGenie API Key set either inline or in a file"));
    String url = AlertmanagerGlobalReader.url(s, "api_url", global.services().opsgenieUrl());
    return new OpsgenieConfig(
        delivery(s, true),
        url.endsWith("/") ? url : url + "/",
        key,
        s.text("message", template("opsgenie.default.message")),
        s.text("description", template("opsgenie.default.description")),
        s.text("source", template("opsgenie.default.source")),
        s.textMap("details"),
        texts(s, "entity", "note", "priority", "tags", "actions"),
        s.sections("responders", ServiceReceivers::responder),
        s.flag("update_alerts", false));
  }

  private static Map<String, String> responder(Section s) {
    Map<String, String> texts = texts(s, "id", "name", "username");
    if (texts.isEmpty()) {
      s.problems()
          .error(
              s.at(),
              "opsGenieConfig responder has to have at least one of id, username or name"
                  + " specified");
    }
    String type = s.text("type", "");
    String plain = type.contains("{{") ? type : type.toLowerCase(Locale.ROOT);
    if (!type.contains("{{") && !RESPONDERS.contains(plain)) {
      s.error(
          "type",
          "opsGenieConfig responder type does not match valid options"
              + " ^(team|teams|user|escalation|schedule)$");
    }
    texts.put("type", plain);
    return texts;
  }

  private ReceiverConfig pushover(Section s) {
    boolean html = s.flag("html", false);
    boolean monospace = s.flag("monospace", false);
    if (html && monospace) {
      s.error("monospace", "at most one of monospace & html must be configured");
    }
    return new PushoverConfig(
        delivery(s, true),
        AlertmanagerGlobalReader.url(s, "api_url", PushoverConfig.DEFAULT_URL),
        ReceiverReader.required(s, "user_key", "user_key_file"),
        ReceiverReader.required(s, "token", "token_file"),
        s.text("title", template("pushover.default.title")),
        s.text("message", template("pushover.default.message")),
        s.text("url", template("pushover.default.url")),
        s.text("url_title", ""),
        s.text("device", ""),
        s.text("sound", ""),
        s.text("priority", "{{ if eq .Status \"firing\" }}2{{ else }}0{{ end }}"),
        s.duration("retry", Duration.ofMinutes(1)),
        s.duration("expire", Duration.ofHours(1)),
        s.duration("ttl", Duration.ZERO),
        html,
        monospace);
  }
}
