package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.server.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A part of the rule groups: at most {@code group_limit}, beginning with the group that {@code
 * group_next_token} stands for.
 *
 * @param nextToken of the group that comes next, empty if there is none
 */
record RulePage(List<Shown> groups, String nextToken) {
  /** A group with those of its rules that are wanted. */
  record Shown(GroupStatus status, List<RuleStatus> rules) {}

  RulePage {
    groups = List.copyOf(groups);
  }

  static RulePage of(HttpRequest request, List<GroupStatus> all, RuleFilter filter) {
    String token = request.parameter("group_next_token");
    int limit = limit(request, token);
    List<GroupStatus> rest = token.isEmpty() ? all : from(token, all);
    List<Shown> shown = new ArrayList<>();
    for (GroupStatus group : rest) {
      List<RuleStatus> rules = filter.of(group);
      if (!rules.isEmpty()) {
        if (shown.size() == limit) {
          return new RulePage(shown, token(group));
        }
        shown.add(new Shown(group, rules));
      }
    }
    return new RulePage(shown, "");
  }

  private static int limit(HttpRequest request, String token) {
    String value = request.parameter("group_limit");
    if (value.isEmpty()) {
      if (!token.isEmpty()) {
        throw ApiError.badParameter(
            "group_next_token",
            "group_limit needs to be present in order to paginate over the groups");
      }
      return Integer.MAX_VALUE;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit <= 0) {
        throw ApiError.badParameter("group_limit", "group_limit needs to be greater than 0");
      }
      return limit;
    } catch (NumberFormatException e) {
      throw ApiError.badParameter(
          "group_limit",
          "group_limit needs to be a valid number: " + Parameters.notANumber("ParseInt", value));
    }
  }

  private static List<GroupStatus> from(String token, List<GroupStatus> all) {
    for (int i = 0; i < all.size(); i++) {
      if (token(all.get(i)).equals(token)) {
        return all.subList(i, all.size());
      }
    }
    throw ApiError.badParameter(
        "group_next_token", "invalid group_next_token '" + token + "'. were rule groups changed?");
  }

  /** What stands for a group: the SHA-256 of {@code file;name}. */
  private static String token(GroupStatus group) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] key = group.group().key().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha256.digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
