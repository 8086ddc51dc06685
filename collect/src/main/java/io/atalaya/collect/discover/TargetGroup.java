package io.atalaya.collect.discover;

import io.atalaya.model.Labels;
import java.util.List;

/**
 * Targets that share labels.
 *
 * @param targets labels of each target; {@link #ADDRESS} says where it is
 * @param labels labels of all of them; those of a target count more
 * @param source what names the group, unique within its discovery
 */
public record TargetGroup(List<Labels> targets, Labels labels, String source) {
  /** The label that holds {@code host:port}. */
  public static final String ADDRESS = "__address__";

  public TargetGroup {
    targets = List.copyOf(targets);
  }

  /** A group of plain addresses, as {@code static_configs} and target files write them. */
  public static TargetGroup ofAddresses(List<String> addresses, Labels labels, String source) {
    return new TargetGroup(
        addresses.stream().map(a -> Labels.of(ADDRESS, a)).toList(), labels, source);
  }
}
