package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.SmsConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One request for each number; Aliyun takes all numbers in one. */
final class SmsDialect implements Dialect {
  /** Three parts of a long message. */
  private static final int MAX_RUNES = 459;

  private final SmsConfig config;
  private final InstantSource clock;

  SmsDialect(SmsConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<HttpMessage> messages(Notification notification, Wording wording) throws IOException {
    String text = wording.body(config.text(), MAX_RUNES).strip();
    return switch (config.gateway()) {
      case SmsConfig.Twilio twilio -> twilio(twilio, text);
      case SmsConfig.Aliyun aliyun -> List.of(aliyun(aliyun, text, notification.id()));
      case SmsConfig.Form form -> form(form, text);
    };
  }

  private List<HttpMessage> twilio(SmsConfig.Twilio twilio, String text) throws IOException {
    String url = twilio.url() + "/2010-04-01/Accounts/" + twilio.account() + "/Messages.json";
    String login = twilio.account() + ":" + twilio.token().read().reveal().strip();
    String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    List<HttpMessage> messages = new ArrayList<>();
    for (String to : config.to()) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("To", to);
      form.put(twilio.from().startsWith("MG") ? "MessagingServiceSid" : "From", twilio.from());
      form.put("Body", text);
      messages.add(HttpMessage.form(url, form).with(Map.of("Authorization", "Basic " + basic)));
    }
    return messages;
  }

  /** Signed as Aliyun's RPC style wants it: HMAC-SHA1 over the sorted, twice encoded parameters. */
  private HttpMessage aliyun(SmsConfig.Aliyun aliyun, String text, String id) throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> form = new TreeMap<>();
    form.put("AccessKeyId", aliyun.keyId().read().reveal().strip());
    form.put("Action", "SendSms");
    form.put("Format", "JSON");
    form.put("OutId", id);
    form.put("PhoneNumbers", String.join(",", config.to()));
    form.put("SignName", aliyun.signName());
    form.put("SignatureMethod", "HMAC-SHA1");
    form.put("SignatureNonce", id + "-" + clock.millis());
    form.put("SignatureVersion", "1.0");
    form.put("TemplateCode", aliyun.templateCode());
    Json parameters = new Json().put(aliyun.parameter(), text);
    form.put("TemplateParam", new String(parameters.bytes(), StandardCharsets.UTF_8));
    form.put("Timestamp", now.toString());
    form.put("Version", "2017-05-25");
    String query =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    String key = aliyun.keySecret().read().reveal().strip() + "&";
    form.put("Signature", Hash.hmac("HmacSHA1", key, "POST&%2F&" + encoded(query)));
    return HttpMessage.form(aliyun.url() + "/", form);
  }

  /** RFC 3986, which encodes more than a form does. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private List<HttpMessage> form(SmsConfig.Form form, String text) throws IOException {
    String url = form.hook().read().reveal().strip();
    List<HttpMessage> messages = new ArrayList<>();
    for (String to : config.to()) {
      Map<String, String> fields = new TreeMap<>();
      for (Map.Entry<String, SecretSource> field : form.fields().entrySet()) {
        fields.put(field.getKey(), field.getValue().read().reveal());
      }
      fields.put(form.toField(), to);
      fields.put(form.textField(), text);
      messages.add(HttpMessage.form(url, fields));
    }
    return messages;
  }

  /** Aliyun answers 200 even if it refuses. */
  @Override
  public Outcome judge(HttpAnswer answer) {
    if (!(config.gateway() instanceof SmsConfig.Aliyun) || !answer.ok()) {
      return answer.byStatus();
    }
    String code = Json.text(Json.read(answer.body()), "Code");
    if (code.equals("OK")) {
      return answer.byStatus();
    }
    return code.equals("isv.BUSINESS_LIMIT_CONTROL")
        ? answer.retryAfter(Duration.ofMinutes(1))
        : new Outcome.Refused(answer.detail());
  }
}
