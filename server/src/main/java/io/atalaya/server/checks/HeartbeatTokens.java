package io.atalaya.server.checks;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.local.HeartbeatCheck;
import io.atalaya.model.Secret;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of heartbeats, read from where they are kept. */
public final class HeartbeatTokens {
  private HeartbeatTokens() {}

  /**
   * The token of each heartbeat, by its name.
   *
   * @throws IllegalArgumentException if one cannot be read, is too short, or two are the same
   */
  public static Map<String, Secret> of(List<CheckConfig> checks) {
    Map<String, Secret> tokens = new HashMap<>();
    Map<Secret, String> owners = new HashMap<>();
    for (CheckConfig check : checks) {
      if (check instanceof HeartbeatCheck heartbeat) {
        Secret token = read(heartbeat);
        String other = owners.put(token, check.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "the heartbeats %s and %s have the same token".formatted(other, check.name()));
        }
        tokens.put(check.name(), token);
      }
    }
    return tokens;
  }

  private static Secret read(HeartbeatCheck heartbeat) {
    try {
      Secret token = heartbeat.token().read();
      if (token.reveal().length() < HeartbeatCheck.MIN_TOKEN_CHARS) {
        throw new IllegalArgumentException(
            "the token of heartbeat %s has fewer than %d characters"
                .formatted(heartbeat.name(), HeartbeatCheck.MIN_TOKEN_CHARS));
      }
      return token;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the token of heartbeat " + heartbeat.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
