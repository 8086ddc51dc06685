package io.atalaya.alert.route;

import io.atalaya.model.Matcher;
import java.util.List;

/**
 * Says that nobody is told of some alerts while others fire.
 *
 * @param name for people; may be empty
 * @param sourceMatchers what the alert that inhibits must match; those of the old keys {@code
 *     source_match} and {@code source_match_re} too
 * @param targetMatchers what the alert that is inhibited must match; old keys as above
 * @param equal labels whose values must be the same in both, missing counting as empty
 */
public record InhibitRule(
    String name, List<Matcher> sourceMatchers, List<Matcher> targetMatchers, List<String> equal) {
  public InhibitRule {
    sourceMatchers = List.copyOf(sourceMatchers);
    targetMatchers = List.copyOf(targetMatchers);
    equal = List.copyOf(equal);
  }
}
