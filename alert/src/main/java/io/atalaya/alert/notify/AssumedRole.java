package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsSignature;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A role of Amazon's, assumed with {@code AssumeRole} of its Security Token Service (version
 * 2011-06-15). The keys that come back are good for an hour and asked for anew before they end.
 */
final class AssumedRole {
  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(5);
  private static final String SESSION = "atalaya";

  private final SnsConfig.Role role;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private @Nullable Keys keys;

  AssumedRole(SnsConfig.Role role, Map<String, String> environment, InstantSource clock) {
    this.role = role;
    this.environment = environment;
    this.clock = clock;
  }

  private record Keys(String access, Secret secret, Secret token, Instant until) {}

  /**
   * Signs as the role.
   *
   * @param own who asks for it
   * @throws Dialogue.Ended if the role is not given
   */
  synchronized AwsSignature signature(AwsSignature own, Dialogue.Exchange exchange)
      throws Dialogue.Ended {
    Keys known = keys;
    if (known == null || clock.instant().isAfter(known.until().minus(RENEWED_BEFORE_END))) {
      known = ask(own, exchange);
      keys = known;
    }
    return new AwsSignature(
        own.region(), own.service(), known.access(), known.secret(), known.token());
  }

  /** Its keys were refused. */
  synchronized void forget() {
    keys = null;
  }

  private Keys ask(AwsSignature own, Dialogue.Exchange exchange) throws Dialogue.Ended {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "AssumeRole");
    form.put("Version", "2011-06-15");
    form.put("RoleArn", role.arn());
    form.put("RoleSessionName", SESSION);
    if (!role.externalId().isEmpty()) {
      form.put("ExternalId", role.externalId());
    }
    AwsSignature signature =
        new AwsSignature(own.region(), "sts", own.accessKey(), own.secretKey(), own.sessionToken());
    HttpMessage message = HttpMessage.form(url(own.region()).toString(), form);
    HttpAnswer answer = exchange.require(message.signed(signature, clock.instant()));
    return keys(answer);
  }

  /** The variable is that of Amazon's own tools. */
  private URI url(String region) {
    String given = environment.getOrDefault("AWS_ENDPOINT_URL_STS", "");
    String domain = region.startsWith("cn-") ? ".amazonaws.com.cn/" : ".amazonaws.com/";
    return URI.create(given.isEmpty() ? "https://sts." + region + domain : given);
  }

  private static Keys keys(HttpAnswer answer) throws Dialogue.Ended {
    try {
      return new Keys(
          element(answer, "AccessKeyId"),
          Secret.of(element(answer, "SecretAccessKey")),
          Secret.of(element(answer, "SessionToken")),
          Instant.parse(element(answer, "Expiration")));
    } catch (DateTimeException e) {
      throw unreadable(answer);
    }
  }

  private static String element(HttpAnswer answer, String name) throws Dialogue.Ended {
    Matcher found =
        Pattern.compile("<" + name + ">\\s*([^<\\s]+)\\s*</" + name + ">").matcher(answer.body());
    if (!found.find()) {
      throw unreadable(answer);
    }
    return found.group(1);
  }

  /** The answer may hold keys, so it is not shown. */
  private static Dialogue.Ended unreadable(HttpAnswer answer) {
    return new Dialogue.Ended(
        new Outcome.Retry(answer.host() + " gives no keys of a role that can be read", null));
  }
}
