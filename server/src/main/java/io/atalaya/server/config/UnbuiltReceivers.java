package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alertmanager's receivers that cannot deliver yet: read and checked as it does, so that a file
 * that has them loads, and a bad one does not.
 */
final class UnbuiltReceivers {
  private final AlertmanagerGlobal global;
  private final Map<String, Section.Reader<Boolean>> readers = new LinkedHashMap<>();

  UnbuiltReceivers(AlertmanagerGlobal global) {
    this.global = global;
    readers.put("incidentio_configs", this::incidentIo);
    readers.put("jira_configs", this::jira);
    readers.put("rocketchat_configs", this::rocketChat);
    readers.put("sns_configs", this::sns);
    readers.put("wechat_configs", this::weChat);
  }

  /** The keys of such kinds that a receiver has. */
  List<String> read(Section s) {
    List<String> found = new ArrayList<>();
    readers.forEach(
        (key, reader) -> {
          if (s.has(key)) {
            found.add(key);
          }
          s.sections(key, reader);
        });
    return found;
  }

  private void common(Section s, String... known) {
    s.flag("send_resolved", true);
    HttpClientReader.section(s, "http_config", global.http());
    for (String key : known) {
      s.ignore(key);
    }
  }

  private static void require(Section s, boolean condition, String message) {
    if (!condition) {
      s.problems().error(s.at(), message);
    }
  }

  private Boolean weChat(Section s) {
    common(s, "message", "to_user", "to_party", "to_tag", "agent_id");
    s.parsed("api_url", AlertmanagerGlobalReader::checkedUrl);
    AlertmanagerGlobal.OtherKeys keys = global.services().other();
    boolean secret = s.secret("api_secret", "api_secret_file").isPresent();
    require(
        s,
        secret || keys.weChatSecret(),
        "no global Wechat Api Secret set either inline or in a file");
    boolean corp = s.text("corp_id").isPresent();
    require(s, corp || keys.weChatCorpId(), "no global Wechat CorpID set");
    String type = s.text("message_type", "text");
    if (!type.isEmpty() && !type.equals("text") && !type.equals("markdown")) {
      s.error(
          "message_type",
          "weChat message type \"" + type + "\" does not match valid options ^(text|markdown)$");
    }
    return true;
  }

  private Boolean sns(Section s) {
    common(s, "api_url", "subject", "message", "attributes", "use_aws_http_client");
    s.section("sigv4", UnbuiltReceivers::sigV4);
    boolean target = s.text("target_arn").isEmpty();
    boolean topic = s.text("topic_arn").isEmpty();
    boolean phone = s.text("phone_number").isEmpty();
    require(
        s,
        (target ^ topic ^ phone) == false,
        "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config");
    return true;
  }

  private static Boolean sigV4(Section s) {
    boolean access = s.text("access_key").isPresent();
    boolean secret = s.secret("secret_key").isPresent();
    require(
        s,
        access == secret,
        "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the"
            + " SigV4 config");
    for (String key :
        List.of("region", "profile", "role_arn", "external_id", "use_fips_sts_endpoint")) {
      s.ignore(key);
    }
    return true;
  }

  private Boolean rocketChat(Section s) {
    common(
        s,
        "channel",
        "color",
        "title",
        "title_link",
        "text",
        "fields",
        "short_fields",
        "emoji",
        "icon_url",
        "image_url",
        "thumb_url",
        "link_names",
        "actions");
    s.parsed("api_url", AlertmanagerGlobalReader::checkedUrl);
    AlertmanagerGlobal.OtherKeys keys = global.services().other();
    boolean id = s.secret("token_id", "token_id_file").isPresent();
    require(
        s,
        id || keys.rocketChatTokenId(),
        "no global Rocketchat TokenID set either inline or in a file");
    boolean token = s.secret("token", "token_file").isPresent();
    require(
        s,
        token || keys.rocketChatToken(),
        "no global Rocketchat Token set either inline or in a file");
    return true;
  }

  private Boolean jira(Section s) {
    common(
        s,
        "summary",
        "description",
        "labels",
        "priority",
        "reopen_transition",
        "resolve_transition",
        "wont_fix_resolution",
        "reopen_duration",
        "fields");
    boolean url = s.parsed("api_url", AlertmanagerGlobalReader::checkedUrl).isPresent();
    require(s, url || global.services().other().jiraUrl(), "no global Jira Cloud URL set");
    require(s, s.text("project").isPresent(), "missing project in jira_config");
    require(s, s.text("issue_type").isPresent(), "missing issue_type in jira_config");
    if (!Set.of("auto", "cloud", "datacenter").contains(s.text("api_type", "auto"))) {
      s.error("api_type", "unknown api_type on jira_config, must be auto, cloud or datacenter");
    }
    return true;
  }

  private Boolean incidentIo(Section s) {
    common(s, "max_alerts", "timeout");
    ReceiverReader.required(s, "url", "url_file");
    boolean token = s.secret("alert_source_token", "alert_source_token_file").isPresent();
    boolean http = s.has("http_config");
    boolean authorized =
        s.map().get("http_config") instanceof io.atalaya.server.config.yaml.YamlMap map
            && map.has("authorization");
    require(
        s,
        !(token && authorized),
        "cannot specify alert_source_token or alert_source_token_file when using"
            + " http_config.authorization");
    require(
        s,
        !http || authorized || token,
        "at least one of alert_source_token, alert_source_token_file or http_config.authorization"
            + " must be configured");
    return true;
  }
}
