package io.atalaya.server.config;

import io.atalaya.model.SecretSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page for the public. Nothing of a check is shown that is not listed here.
 *
 * @param name last part of its address
 * @param title heading
 * @param description a sentence below it; empty for none
 * @param password what visitors must know; null (default) for everybody
 * @param showTargets whether the targets of checks are shown; false by default
 * @param groups what is shown, in order
 */
public record StatusPageConfig(
    String name,
    String title,
    String description,
    @Nullable SecretSource password,
    boolean showTargets,
    List<Group> groups) {

  /**
   * Checks under one heading.
   *
   * @param checks names of checks, in order
   */
  public record Group(String name, List<String> checks) {
    public Group {
      checks = List.copyOf(checks);
    }
  }

  public StatusPageConfig {
    groups = List.copyOf(groups);
  }

  /** All checks of the page, in order. */
  public List<String> checks() {
    return groups.stream().flatMap(group -> group.checks().stream()).distinct().toList();
  }
}
