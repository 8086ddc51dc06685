package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsSignature;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SNS' action {@code Publish}, a signed form.
 *
 * <p>A topic that keeps an order (its name ends in {@code .fifo}) drops what it has seen by a
 * deduplication id in five minutes. Ours is that of the message: attempts are one message, but the
 * end of an alert is not swallowed because its beginning was told just before.
 */
final class SnsDialogue implements Dialogue {
  private static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_SHORT_MESSAGE_RUNES = 1600;
  private static final int MAX_SUBJECT_CHARS = 99;

  private final SnsConfig config;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final @Nullable AssumedRole role;

  SnsDialogue(SnsConfig config, Map<String, String> environment, InstantSource clock) {
    this.config = config;
    this.environment = environment;
    this.clock = clock;
    SnsConfig.Role wanted = config.role();
    role = wanted == null ? null : new AssumedRole(wanted, environment, clock);
  }

  @Override
  public Outcome tell(Notification notification, Wording wording, Exchange exchange)
      throws Ended, IOException {
    AwsSignature own = signature();
    AwsSignature signature = role == null ? own : role.signature(own, exchange);
    String given = wording.text(config.url()).strip();
    URI url = URI.create(given.isEmpty() ? amazon(signature.region()) : given);
    HttpMessage message = HttpMessage.form(url.toString(), form(notification, wording));
    HttpAnswer answer = exchange.ask(message.signed(signature, clock.instant()));
    if (role != null && isOfOldKeys(answer)) {
      role.forget();
      return answer.retry();
    }
    return judge(answer);
  }

  private static boolean isOfOldKeys(HttpAnswer answer) {
    return answer.body().contains("<Code>ExpiredToken")
        || answer.body().contains("<Code>InvalidClientTokenId");
  }

  private static String amazon(String region) {
    String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return "https://sns." + region + "." + domain + "/";
  }

  private AwsSignature signature() throws IOException {
    String region = config.region().isEmpty() ? variable("AWS_REGION") : config.region();
    if (region.isEmpty()) {
      throw new IllegalArgumentException("no region: give sigv4.region, or set AWS_REGION");
    }
    SnsConfig.Keys keys = config.keys();
    if (keys != null) {
      return new AwsSignature(region, "sns", keys.access(), keys.secret().read(), null);
    }
    String access = variable("AWS_ACCESS_KEY_ID");
    String secret = variable("AWS_SECRET_ACCESS_KEY");
    if (access.isEmpty() || secret.isEmpty()) {
      throw new IllegalArgumentException(
          "no keys: give sigv4.access_key and sigv4.secret_key, or set AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY");
    }
    String token = variable("AWS_SESSION_TOKEN");
    return new AwsSignature(
        region, "sns", access, Secret.of(secret), token.isEmpty() ? null : Secret.of(token));
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private Map<String, String> form(Notification notification, Wording wording) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "Publish");
    form.put("Version", "2010-03-31");
    new TreeMap<>(config.targets())
        .forEach((name, template) -> form.put(name, wording.text(template).strip()));
    if (form.getOrDefault("TopicArn", "").endsWith(".fifo")) {
      form.put("MessageGroupId", Hash.whole(notification.groupKey()));
      form.put("MessageDeduplicationId", Hash.whole(notification.id()));
    }
    String subject = subject(wording);
    if (!subject.isEmpty()) {
      form.put("Subject", subject);
    }
    Map<String, String> attributes = new TreeMap<>();
    config
        .attributes()
        .forEach((name, value) -> attributes.put(wording.text(name), wording.text(value)));
    String whole = wording.body(config.message(), Integer.MAX_VALUE);
    String message =
        form.containsKey("PhoneNumber")
            ? Wording.cut(whole, MAX_SHORT_MESSAGE_RUNES)
            : Wording.cutBytes(whole, MAX_MESSAGE_BYTES);
    if (!message.equals(whole)) {
      attributes.put("truncated", "true");
    }
    form.put("Message", message);
    form.putAll(numbered(attributes));
    return form;
  }

  /** The API refuses a subject that is longer, has other characters, or more than one line. */
  private String subject(Wording wording) {
    if (config.subject().isEmpty()) {
      return "";
    }
    String subject = wording.title(config.subject(), Integer.MAX_VALUE).strip();
    String plain = subject.replaceAll("\\s+", " ").replaceAll("[^ -~]", "?");
    return plain.length() > MAX_SUBJECT_CHARS
        ? plain.substring(0, MAX_SUBJECT_CHARS - 3) + "..."
        : plain;
  }

  private static Map<String, String> numbered(Map<String, String> attributes) {
    Map<String, String> fields = new LinkedHashMap<>();
    int number = 1;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      String prefix = "MessageAttributes.entry." + number + ".";
      fields.put(prefix + "Name", attribute.getKey());
      fields.put(prefix + "Value.DataType", "String");
      fields.put(prefix + "Value.StringValue", attribute.getValue());
      number++;
    }
    return fields;
  }

  /** Too many requests may also come as 400 with that as the error's code. */
  private static Outcome judge(HttpAnswer answer) {
    return answer.status() == 400 && answer.body().contains("<Code>Throttl")
        ? answer.retry()
        : answer.byStatus();
  }
}
