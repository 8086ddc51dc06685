package io.atalaya.model.http;

import org.jspecify.annotations.Nullable;

/**
 * How requests to Amazon's APIs are signed: a section {@code sigv4}. What it does not say is looked
 * for where Amazon's own tools look; see {@link AwsKeyChain}.
 *
 * @param region empty for that of the environment or of the profile
 * @param service empty for that of the caller, such as {@code aps}
 * @param keys or null
 * @param profile whose keys are taken; empty for the default one
 * @param role whose keys are asked for with those keys, or null
 */
public record AwsSigning(
    String region, String service, @Nullable AwsKeys keys, String profile, @Nullable Role role) {
  /**
   * A role to be assumed.
   *
   * @param externalId that its owner demands; empty for none
   * @param fips whether it is asked for at an endpoint that keeps to FIPS 140
   */
  public record Role(String arn, String externalId, boolean fips) {}
}
