package io.atalaya.server.config;

import static io.atalaya.server.config.OnCallReceivers.require;
import static io.atalaya.server.config.ReceiverReader.template;

import io.atalaya.alert.receiver.Attachment;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.JiraConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Services that are used as somebody who has an account there: Jira, Rocket.Chat, SNS, WeChat.
 * Keys, defaults and refusals are Alertmanager's.
 */
final class AccountReceivers {
  private static final Map<String, JiraConfig.Kind> JIRA_KINDS =
      Map.of(
          "auto", JiraConfig.Kind.AUTO,
          "cloud", JiraConfig.Kind.CLOUD,
          "datacenter", JiraConfig.Kind.DATACENTER);

  private final AlertmanagerGlobal global;
  private Optional<String> notBuilt = Optional.empty();

  AccountReceivers(AlertmanagerGlobal global) {
    this.global = global;
  }

  List<ReceiverConfig> read(Section s) {
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("jira_configs", this::jira));
    configs.addAll(s.sections("rocketchat_configs", this::rocketChat));
    configs.addAll(s.sections("sns_configs", this::sns));
    configs.addAll(s.sections("wechat_configs", this::weChat));
    return configs;
  }

  /** What of the sections that were read cannot deliver. */
  Optional<String> notBuilt() {
    return notBuilt;
  }

  private Delivery delivery(Section s, boolean sendResolved) {
    return ReceiverReader.delivery(s, sendResolved, global.http());
  }

  private ReceiverConfig weChat(Section s) {
    AlertmanagerGlobal.WeChatKeys keys = global.services().weChat();
    String url = AlertmanagerGlobalReader.url(s, "api_url", keys.url());
    SecretSource secret =
        s.secret("api_secret", "api_secret_file")
            .or(keys::secret)
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "no global Wechat Api Secret set either inline or in a file"));
    String corpId = s.text("corp_id").filter(id -> !id.isEmpty()).or(keys::corpId).orElse("");
    require(s, !corpId.isEmpty(), "no global Wechat CorpID set");
    String type = s.text("message_type", "text");
    if (!type.isEmpty() && !type.equals("text") && !type.equals("markdown")) {
      s.error(
          "message_type",
          "weChat message type \"" + type + "\" does not match valid options ^(text|markdown)$");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("touser", s.text("to_user", template("wechat.default.to_user")));
    texts.put("toparty", s.text("to_party", template("wechat.default.to_party")));
    texts.put("totag", s.text("to_tag", template("wechat.default.to_tag")));
    texts.put("agentid", s.text("agent_id", template("wechat.default.agent_id")));
    return new WeChatConfig(
        delivery(s, false),
        url.endsWith("/") ? url : url + "/",
        secret,
        corpId,
        texts,
        type.equals("markdown"),
        s.text("message", template("wechat.default.message")));
  }

  private ReceiverConfig sns(Section s) {
    Map<String, String> targets = new LinkedHashMap<>();
    s.text("topic_arn").ifPresent(text -> targets.put("TopicArn", text));
    s.text("target_arn").ifPresent(text -> targets.put("TargetArn", text));
    s.text("phone_number").ifPresent(text -> targets.put("PhoneNumber", text));
    targets.values().removeIf(String::isEmpty);
    require(
        s,
        targets.size() % 2 == 1,
        "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config");
    s.flag("use_aws_http_client", false);
    Amazon amazon = s.section("sigv4", this::amazon).orElseGet(() -> new Amazon("", null, null));
    return new SnsConfig(
        delivery(s, true),
        s.text("api_url", ""),
        amazon.region(),
        amazon.keys(),
        amazon.role(),
        targets,
        s.text("subject", template("sns.default.subject")),
        s.text("message", template("sns.default.message")),
        s.textMap("attributes"));
  }

  /** Who asks Amazon, and where. */
  private record Amazon(
      String region, SnsConfig.@Nullable Keys keys, SnsConfig.@Nullable Role role) {}

  private Amazon amazon(Section s) {
    String access = s.text("access_key", "");
    Optional<SecretSource> secret = s.secret("secret_key").map(SecretSource.Inline::new);
    require(
        s,
        access.isEmpty() == secret.isEmpty(),
        "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the"
            + " SigV4 config");
    String role = s.text("role_arn", "");
    String externalId = s.text("external_id", "");
    require(
        s, externalId.isEmpty() || !role.isEmpty(), "external_id can only be used with role_arn");
    s.flag("use_fips_sts_endpoint", false);
    if (!s.text("profile", "").isEmpty()) {
      notBuilt = Optional.of("sns_configs with sigv4.profile");
      s.problems()
          .warning(
              s.at("profile"),
              "sns_configs with sigv4.profile cannot be delivered",
              "give access_key and secret_key, or set AWS_ACCESS_KEY_ID and"
                  + " AWS_SECRET_ACCESS_KEY");
    }
    SnsConfig.Keys keys = secret.map(value -> new SnsConfig.Keys(access, value)).orElse(null);
    return new Amazon(
        s.text("region", ""), keys, role.isEmpty() ? null : new SnsConfig.Role(role, externalId));
  }

  private ReceiverConfig rocketChat(Section s) {
    AlertmanagerGlobal.RocketChatKeys keys = global.services().rocketChat();
    SecretSource tokenId =
        s.secret("token_id", "token_id_file")
            .or(keys::tokenId)
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "no global Rocketchat TokenID set either inline or in a file"));
    SecretSource token =
        s.secret("token", "token_file")
            .or(keys::token)
            .orElseGet(
                () ->
                    ReceiverReader.missing(
                        s, "no global Rocketchat Token set either inline or in a file"));
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("channel", s.text("channel", ""));
    texts.put("emoji", s.text("emoji", template("rocketchat.default.emoji")));
    texts.put("avatar", s.text("icon_url", template("rocketchat.default.iconurl")));
    boolean shortFields = s.flag("short_fields", false);
    s.flag("link_names", false);
    return new RocketChatConfig(
        delivery(s, false),
        AlertmanagerGlobalReader.url(s, "api_url", keys.url()),
        tokenId,
        token,
        texts,
        new Attachment(rocketChatAttachment(s), s.sections("fields", f -> field(f, shortFields))),
        s.sections("actions", AccountReceivers::button));
  }

  private static Map<String, String> rocketChatAttachment(Section s) {
    Map<String, String> texts = ServiceReceivers.texts(s, "image_url", "thumb_url");
    texts.putAll(
        ServiceReceivers.texts(
            s,
            Map.of(
                "color", "{{ if eq .Status \"firing\" }}red{{ else }}green{{ end }}",
                "title", template("rocketchat.default.title"),
                "title_link", template("rocketchat.default.titlelink"),
                "text", template("rocketchat.default.text"))));
    return texts;
  }

  private static Attachment.Field field(Section s, boolean shortFields) {
    return new Attachment.Field(
        s.text("title", ""), s.text("value", ""), s.flag("short", shortFields));
  }

  /** What there is besides has no effect in Alertmanager either. */
  private static Map<String, String> button(Section s) {
    for (String key :
        List.of("type", "imageurl", "iswebview", "webviewheightratio", "msginchatwindow")) {
      s.ignore(key);
    }
    s.ignore("msgprocessingtype");
    return ServiceReceivers.texts(s, "text", "url", "msg");
  }

  private ReceiverConfig jira(Section s) {
    Optional<String> url = s.parsed("api_url", AlertmanagerGlobalReader::checkedUrl);
    require(
        s, url.or(() -> global.services().jiraUrl()).isPresent(), "no global Jira Cloud URL set");
    String project = s.text("project", "");
    String type = s.text("issue_type", "");
    require(s, !project.isEmpty(), "missing project in jira_config");
    require(s, !type.isEmpty(), "missing issue_type in jira_config");
    String kind = s.text("api_type", "auto");
    if (!JIRA_KINDS.containsKey(kind)) {
      s.error("api_type", "unknown api_type on jira_config, must be auto, cloud or datacenter");
    }
    return new JiraConfig(
        delivery(s, true),
        url.or(() -> global.services().jiraUrl()).orElse(""),
        JIRA_KINDS.getOrDefault(kind, JiraConfig.Kind.AUTO),
        project,
        type,
        text(s, "summary"),
        text(s, "description"),
        s.texts("labels"),
        s.text("priority", template("jira.default.priority")),
        new JiraConfig.Transitions(
            s.text("reopen_transition", ""),
            s.text("resolve_transition", ""),
            s.text("wont_fix_resolution", ""),
            s.duration("reopen_duration", Duration.ZERO)),
        jiraFields(s));
  }

  /** A template, or one with a word on whether it is written anew. */
  private static JiraConfig.Text text(Section s, String key) {
    String fallback = template("jira.default." + key);
    return s.sectionOr(
            "template",
            key,
            text ->
                new JiraConfig.Text(
                    text.text("template", fallback), text.flag("enable_update", true)))
        .orElseGet(() -> new JiraConfig.Text(fallback, true));
  }

  private static Map<String, @Nullable Object> jiraFields(Section s) {
    YamlNode node = s.raw("fields");
    if (node instanceof YamlMap map) {
      return PlainValues.fields(map);
    }
    if (node != null) {
      s.error("fields", "fields: expected a mapping, found " + node.what());
    }
    return Map.of();
  }
}
