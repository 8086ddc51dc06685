package io.atalaya.alert.receiver;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Jira: an issue for each group.
 *
 * @param url of the API, such as {@code https://example.atlassian.net/rest/api/2}
 * @param kindOfApi which of its ways to search it has
 * @param project template of the project's key
 * @param issueType template of the type's name
 * @param summary one line
 * @param description markdown of Jira's; for version 3 of the API a document in JSON, or text
 * @param labels templates
 * @param priority template of the priority's name; empty for that of the project
 * @param transitions what is done with issues that exist
 * @param fields further fields; all texts in them are templates
 */
public record JiraConfig(
    Delivery delivery,
    String url,
    Kind kindOfApi,
    String project,
    String issueType,
    Text summary,
    Text description,
    List<String> labels,
    String priority,
    Transitions transitions,
    Map<String, ?> fields)
    implements DialogueConfig {
  public JiraConfig {
    labels = List.copyOf(labels);
  }

  /** Which ways to search an API has. */
  public enum Kind {
    /** That of Jira Cloud if the host is one of {@code atlassian.net}. */
    AUTO,
    /** {@code /search/jql} of version 3. */
    CLOUD,
    /** {@code /search}. */
    DATACENTER
  }

  /**
   * A text of an issue.
   *
   * @param template of it
   * @param updated whether it is written anew when the issue exists
   */
  public record Text(String template, boolean updated) {}

  /**
   * What is done with issues that exist.
   *
   * @param reopen name of the transition that opens an issue again; empty for a new issue instead
   * @param resolve name of the transition that ends one; empty for none
   * @param wontFix name of the resolution of issues that are left alone; may be empty
   * @param reopenWithin how long after its end an issue is opened again; zero for never: a new
   *     issue is made instead
   */
  public record Transitions(String reopen, String resolve, String wontFix, Duration reopenWithin) {}

  @Override
  public String kind() {
    return "jira";
  }
}
