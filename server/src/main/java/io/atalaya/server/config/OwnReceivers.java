package io.atalaya.server.config;

import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.DingTalkConfig;
import io.atalaya.alert.receiver.FeishuConfig;
import io.atalaya.alert.receiver.GoogleChatConfig;
import io.atalaya.alert.receiver.NtfyConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.SmsConfig;
import io.atalaya.alert.receiver.WeComConfig;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.server.config.yaml.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The receivers that Alertmanager does not know. */
final class OwnReceivers {
  private final HttpClientConfig http;

  /** What reads receivers whose client is this unless they say otherwise. */
  OwnReceivers(HttpClientConfig http) {
    this.http = http;
  }

  List<ReceiverConfig> read(Section s) {
    List<ReceiverConfig> configs = new ArrayList<>();
    configs.addAll(s.sections("dingtalk_configs", this::dingTalk));
    configs.addAll(s.sections("feishu_configs", this::feishu));
    configs.addAll(s.sections("googlechat_configs", this::googleChat));
    configs.addAll(s.sections("ntfy_configs", this::ntfy));
    configs.addAll(s.sections("sms_configs", this::sms));
    configs.addAll(s.sections("wecom_configs", this::weCom));
    return configs;
  }

  private Delivery delivery(Section s) {
    return ReceiverReader.delivery(s, true, http);
  }

  private ReceiverConfig dingTalk(Section s) {
    return new DingTalkConfig(
        delivery(s),
        ReceiverReader.required(s, "url", "url_file"),
        s.secret("secret", "secret_file").orElse(null),
        s.text("title", DingTalkConfig.DEFAULT_TITLE),
        s.text("text", DingTalkConfig.DEFAULT_TEXT),
        s.texts("at_mobiles"),
        s.texts("at_user_ids"),
        s.flag("at_all", false));
  }

  private ReceiverConfig weCom(Section s) {
    boolean markdown = s.choice("message_type", true, Map.of("markdown", true, "text", false));
    List<String> mobiles = s.texts("mentioned_mobiles");
    if (markdown && !mobiles.isEmpty()) {
      s.error("mentioned_mobiles", "mentioned_mobiles needs message_type: text");
    }
    return new WeComConfig(
        delivery(s),
        ReceiverReader.required(s, "url", "url_file"),
        markdown,
        s.text("text", markdown ? WeComConfig.DEFAULT_TEXT : WeComConfig.DEFAULT_PLAIN),
        s.texts("mentioned"),
        mobiles);
  }

  private ReceiverConfig feishu(Section s) {
    boolean card = s.choice("message_type", true, Map.of("card", true, "text", false));
    return new FeishuConfig(
        delivery(s),
        ReceiverReader.required(s, "url", "url_file"),
        s.secret("secret", "secret_file").orElse(null),
        card,
        s.text("title", FeishuConfig.DEFAULT_TITLE),
        s.text("text", card ? FeishuConfig.DEFAULT_TEXT : FeishuConfig.DEFAULT_PLAIN));
  }

  private ReceiverConfig googleChat(Section s) {
    return new GoogleChatConfig(
        delivery(s),
        ReceiverReader.required(s, "url", "url_file"),
        s.text("text", GoogleChatConfig.DEFAULT_TEXT),
        s.flag("threaded", true));
  }

  private ReceiverConfig ntfy(Section s) {
    return new NtfyConfig(
        delivery(s),
        AlertmanagerGlobalReader.url(s, "url", "https://ntfy.sh"),
        ReceiverReader.required(s, "topic", "topic_file"),
        s.secret("token", "token_file").orElse(null),
        s.text("title", NtfyConfig.DEFAULT_TITLE),
        s.text("message", NtfyConfig.DEFAULT_MESSAGE),
        s.text("priority", NtfyConfig.DEFAULT_PRIORITY),
        s.text("tags", NtfyConfig.DEFAULT_TAGS),
        s.text("click", "{{ .ExternalURL }}"));
  }

  private ReceiverConfig sms(Section s) {
    Delivery delivery = delivery(s);
    List<String> to = s.texts("to");
    String text = s.text("text", SmsConfig.DEFAULT_TEXT);
    List<SmsConfig.Gateway> gateways = new ArrayList<>();
    s.section("twilio", OwnReceivers::twilio).ifPresent(gateways::add);
    s.section("aliyun", OwnReceivers::aliyun).ifPresent(gateways::add);
    s.section("form", OwnReceivers::form).ifPresent(gateways::add);
    if (gateways.size() != 1) {
      s.problems().error(s.at(), "one of twilio, aliyun or form must be configured");
      gateways.add(new SmsConfig.Form(SecretSource.inline(""), "", "", Map.of()));
    }
    return new SmsConfig(delivery, gateways.getFirst(), to, text);
  }

  private static SmsConfig.Gateway twilio(Section s) {
    return new SmsConfig.Twilio(
        AlertmanagerGlobalReader.url(s, "url", SmsConfig.Twilio.DEFAULT_URL),
        s.required("account_sid"),
        ReceiverReader.required(s, "auth_token", "auth_token_file"),
        s.required("from"));
  }

  private static SmsConfig.Gateway aliyun(Section s) {
    return new SmsConfig.Aliyun(
        AlertmanagerGlobalReader.url(s, "url", SmsConfig.Aliyun.DEFAULT_URL),
        ReceiverReader.required(s, "access_key_id", "access_key_id_file"),
        ReceiverReader.required(s, "access_key_secret", "access_key_secret_file"),
        s.required("sign_name"),
        s.required("template_code"),
        s.text("template_param", "content"));
  }

  private static SmsConfig.Gateway form(Section s) {
    Map<String, SecretSource> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Secret> field : s.secretMap("fields").entrySet()) {
      fields.put(field.getKey(), new SecretSource.Inline(field.getValue()));
    }
    return new SmsConfig.Form(
        ReceiverReader.required(s, "url", "url_file"),
        s.text("to_field", "to"),
        s.text("text_field", "text"),
        fields);
  }
}
