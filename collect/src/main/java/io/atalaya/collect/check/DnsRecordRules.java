package io.atalaya.collect.check;

import io.atalaya.model.regex.RegexSearch;
import java.util.List;
import java.util.Optional;

/**
 * What must be true of the records of one section of an answer, each a line of a zone file;
 * blackbox_exporter's rules. Where a list is empty, nothing is asked.
 *
 * @param failIfMatches no record may match any of these
 * @param failIfAllMatch not every record may match all of these
 * @param failIfNotMatches every record must match all of these, and there must be one
 * @param failIfNoneMatches some record must match one of these
 */
public record DnsRecordRules(
    List<String> failIfMatches,
    List<String> failIfAllMatch,
    List<String> failIfNotMatches,
    List<String> failIfNoneMatches) {
  public static final DnsRecordRules NONE =
      new DnsRecordRules(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists; expressions are only looked at when records come. */
  public DnsRecordRules {
    failIfMatches = List.copyOf(failIfMatches);
    failIfAllMatch = List.copyOf(failIfAllMatch);
    failIfNotMatches = List.copyOf(failIfNotMatches);
    failIfNoneMatches = List.copyOf(failIfNoneMatches);
  }

  /**
   * What is wrong with records; nothing if nothing is.
   *
   * @throws io.atalaya.model.regex.RegexSyntaxException if an expression is none
   */
  Optional<String> fault(List<String> records) {
    boolean needsOne = !failIfNotMatches.isEmpty() || !failIfNoneMatches.isEmpty();
    if (records.isEmpty() && needsOne) {
      return Optional.of("there are no records to match");
    }
    for (String regex : failIfMatches) {
      if (records.stream().anyMatch(RegexSearch.compile(regex)::find)) {
        return Optional.of("a record matches " + regex);
      }
    }
    for (String regex : failIfNotMatches) {
      if (!records.stream().allMatch(RegexSearch.compile(regex)::find)) {
        return Optional.of("a record does not match " + regex);
      }
    }
    return together(records);
  }

  private Optional<String> together(List<String> records) {
    // As in blackbox_exporter, "all" sounds like the opposite of what it asks for.
    boolean all =
        failIfAllMatch.stream()
            .allMatch(regex -> records.stream().allMatch(RegexSearch.compile(regex)::find));
    if (!failIfAllMatch.isEmpty() && !all) {
      return Optional.of("not all records match " + failIfAllMatch);
    }
    boolean any =
        failIfNoneMatches.stream()
            .anyMatch(regex -> records.stream().anyMatch(RegexSearch.compile(regex)::find));
    return failIfNoneMatches.isEmpty() || any
        ? Optional.empty()
        : Optional.of("no record matches any of " + failIfNoneMatches);
  }
}
