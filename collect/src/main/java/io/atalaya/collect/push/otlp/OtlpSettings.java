package io.atalaya.collect.push.otlp;

import java.time.Duration;
import java.util.Set;

/**
 * How OTLP becomes series: the section {@code otlp} of Prometheus' configuration.
 *
 * @param strategy {@code translation_strategy}
 * @param promoteAll {@code promote_all_resource_attributes}
 * @param named {@code promote_resource_attributes}, or {@code ignore_resource_attributes} when all
 *     others are promoted
 * @param keepIdentifying {@code keep_identifying_resource_attributes}: whether {@code target_info}
 *     has them
 * @param customBuckets {@code convert_histograms_to_nhcb}: whether histograms with explicit bounds
 *     become native ones
 * @param promoteScope {@code promote_scope_metadata}
 * @param underscoreKey {@code label_name_underscore_sanitization}: whether names that begin with an
 *     underscore get {@code key} before it
 * @param keepUnderscores {@code label_name_preserve_multiple_underscores}
 * @param lookback of queries, for how often {@code target_info} is repeated
 */
public record OtlpSettings(
    Strategy strategy,
    boolean promoteAll,
    Set<String> named,
    boolean keepIdentifying,
    boolean customBuckets,
    boolean promoteScope,
    boolean underscoreKey,
    boolean keepUnderscores,
    Duration lookback) {
  /** How names are made. */
  public enum Strategy {
    /** Underscores for what Prometheus' older names do not allow, units and types appended. */
    UNDERSCORE_ESCAPING_WITH_SUFFIXES(false, true),
    /** Underscores, nothing appended. */
    UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES(false, false),
    /** All characters kept, units and types appended. */
    NO_UTF8_ESCAPING_WITH_SUFFIXES(true, true),
    /** As they are. */
    NO_TRANSLATION(true, false);

    private final boolean utf8;
    private final boolean suffixes;

    Strategy(boolean utf8, boolean suffixes) {
      this.utf8 = utf8;
      this.suffixes = suffixes;
    }

    boolean keepsCharacters() {
      return utf8;
    }

    boolean appends() {
      return suffixes;
    }
  }

  public OtlpSettings {
    named = Set.copyOf(named);
  }

  /** Prometheus' defaults. */
  public static OtlpSettings defaults() {
    return new OtlpSettings(
        Strategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
        false,
        Set.of(),
        false,
        false,
        false,
        true,
        true,
        Duration.ofMinutes(5));
  }

  boolean promotes(String attribute) {
    return promoteAll != named.contains(attribute);
  }
}
