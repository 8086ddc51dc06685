package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsKeys;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.server.config.yaml.Section;
import java.util.Optional;

/** The keys that say who asks one of Amazon's APIs: {@code sigv4}, and those of EC2. */
final class AwsReader {
  private AwsReader() {}

  /** The keys of a section {@code sigv4}. */
  static AwsSigning sigv4(Section s) {
    boolean fips = s.flag("use_fips_sts_endpoint", false);
    String access = s.text("access_key", "");
    Optional<Secret> secret = secretKey(s);
    if (access.isEmpty() == secret.isPresent()) {
      s.error(
          "access_key",
          "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the"
              + " SigV4 config");
    }
    String role = s.text("role_arn", "");
    String externalId = s.text("external_id", "");
    if (role.isEmpty() && !externalId.isEmpty()) {
      s.error("external_id", "external_id can only be used with role_arn");
    }
    return new AwsSigning(
        s.text("region", ""),
        s.text("service_name", ""),
        secret.map(value -> AwsKeys.lasting(access, value)).orElse(null),
        s.text("profile", ""),
        role.isEmpty() ? null : new AwsSigning.Role(role, externalId, fips));
  }

  /** The keys that stand in an {@code ec2_sd_config} itself; half a pair of keys is none there. */
  static AwsSigning ofMachines(Section s, String region) {
    String access = s.text("access_key", "");
    Optional<Secret> secret = secretKey(s).filter(_ -> !access.isEmpty());
    String role = s.text("role_arn", "");
    String externalId = s.text("external_id", "");
    return new AwsSigning(
        region,
        "",
        secret.map(value -> AwsKeys.lasting(access, value)).orElse(null),
        s.text("profile", ""),
        role.isEmpty() ? null : new AwsSigning.Role(role, externalId, false));
  }

  private static Optional<Secret> secretKey(Section s) {
    return s.secret("secret_key").filter(value -> !value.isEmpty());
  }
}
