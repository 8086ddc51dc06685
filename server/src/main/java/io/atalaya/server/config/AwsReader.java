package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsKeys;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.server.config.yaml.Section;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that say who asks one of Amazon's APIs: {@code sigv4}, and those of EC2. */
final class AwsReader {
  private AwsReader() {}

  /** The keys of a section {@code sigv4}. */
  static AwsSigning sigv4(Section s) {
    boolean fips = s.flag("use_fips_sts_endpoint", false);
    return signing(s, s.text("region", ""), s.text("service_name", ""), fips);
  }

  /** The keys that stand in the section itself, next to a region that is known already. */
  static AwsSigning signing(Section s, String region, String service, boolean fips) {
    String access = s.text("access_key", "");
    Optional<Secret> secret = s.secret("secret_key").filter(value -> !value.isEmpty());
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
    AwsSigning.@Nullable Role assumed =
        role.isEmpty() ? null : new AwsSigning.Role(role, externalId, fips);
    return new AwsSigning(
        region,
        service,
        secret.map(value -> AwsKeys.lasting(access, value)).orElse(null),
        s.text("profile", ""),
        assumed);
  }
}
