package io.atalaya.model.http;

import io.atalaya.model.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keys for Amazon's APIs.
 *
 * @param access names the keys; no secret
 * @param secret what requests are signed with
 * @param session of temporary keys, or null
 * @param end when they are worth nothing; {@link Instant#MAX} for never
 */
public record AwsKeys(String access, Secret secret, @Nullable Secret session, Instant end) {
  /** Keys that last. */
  public static AwsKeys lasting(String access, Secret secret) {
    return new AwsKeys(access, secret, null, Instant.MAX);
  }
}
