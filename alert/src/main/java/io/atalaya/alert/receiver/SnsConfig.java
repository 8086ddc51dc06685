package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's Simple Notification Service.
 *
 * @param url template of the API's address; empty for Amazon's own in the region
 * @param region such as {@code eu-west-1}; empty for that of the variable {@code AWS_REGION}
 * @param keys who asks, or null for the keys of the variables {@code AWS_ACCESS_KEY_ID}, {@code
 *     AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}
 * @param role who to become with these keys, or null to stay who one is
 * @param targets templates of whom it concerns, by their names in the API: {@code TopicArn}, {@code
 *     TargetArn}, {@code PhoneNumber}
 * @param subject template; of mails
 * @param message template
 * @param attributes names and values of what subscribers can filter by; both templates
 */
public record SnsConfig(
    Delivery delivery,
    String url,
    String region,
    @Nullable Keys keys,
    @Nullable Role role,
    Map<String, String> targets,
    String subject,
    String message,
    Map<String, String> attributes)
    implements DialogueConfig {
  public SnsConfig {
    targets = Map.copyOf(targets);
    attributes = Map.copyOf(attributes);
  }

  /**
   * Who to become before asking.
   *
   * @param externalId what the owner of the role wants to hear; may be empty
   */
  public record Role(String arn, String externalId) {}

  /** Keys that do not expire. */
  public record Keys(String access, SecretSource secret) {}

  @Override
  public String kind() {
    return "sns";
  }
}
