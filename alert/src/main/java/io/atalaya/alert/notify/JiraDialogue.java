package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.JiraConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jira's issues. That of a group is found by a label with the hash of the group's key, so an
 * attempt whose answer was lost makes no second one:
 *
 * <pre>
 *   search ──none──► create            (nothing, if the group is resolved)
 *      └────one────► update ──► transition: reopen if it is done, resolve if the group is
 * </pre>
 */
final class JiraDialogue implements Dialogue {
  private static final int MAX_SUMMARY_RUNES = 255;
  private static final int MAX_DESCRIPTION_RUNES = 32_767;
  private static final String DONE = "done";

  /** So that names of transitions and errors are not translated. */
  private static final Map<String, String> HEADERS = Map.of("Accept-Language", "en");

  private final JiraConfig config;

  JiraDialogue(JiraConfig config) {
    this.config = config;
  }

  /** An issue that exists; {@code category} is that of its status. */
  private record Issue(String key, String category) {}

  @Override
  public Outcome tell(Notification notification, Wording wording, Exchange exchange) throws Ended {
    String label = "ALERT{" + Hash.whole(notification.groupKey()) + "}";
    Issue issue = search(jql(notification.firing(), label, wording), exchange);
    if (issue == null && !notification.firing()) {
      return new Outcome.Delivered("there is no open issue to resolve");
    }
    HttpMessage message =
        issue == null
            ? json(url("issue"), fields(wording, label, true))
            : json(url("issue/" + issue.key()), fields(wording, label, false)).as("PUT");
    HttpAnswer answer = exchange.require(message);
    if (issue != null) {
      transition(issue, notification.firing(), exchange);
    }
    return new Outcome.Delivered(answer.detail());
  }

  private String url(String path) {
    return config.url() + (config.url().endsWith("/") ? "" : "/") + path;
  }

  private static HttpMessage json(String url, Json body) {
    return HttpMessage.json(url, body).with(HEADERS);
  }

  private String jql(boolean firing, String label, Wording wording) {
    JiraConfig.Transitions transitions = config.transitions();
    StringBuilder jql = new StringBuilder();
    if (!transitions.wontFix().isEmpty()) {
      jql.append("(resolution is EMPTY or resolution != ")
          .append(quoted(transitions.wontFix()))
          .append(") and ");
    }
    long minutes = transitions.reopenWithin().toMinutes();
    boolean closedToo = firing && !transitions.reopen().isEmpty() && minutes > 0;
    jql.append(
        closedToo
            ? "(resolutiondate is EMPTY OR resolutiondate >= -" + minutes + "m) and "
            : "statusCategory != Done and ");
    return jql.append("project=")
        .append(quoted(wording.text(config.project())))
        .append(" and labels=")
        .append(quoted(label))
        .append(" order by status ASC,resolutiondate DESC")
        .toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private @Nullable Issue search(String jql, Exchange exchange) throws Ended {
    Json request =
        new Json().putTexts("fields", List.of("status")).put("jql", jql).put("maxResults", 2);
    Map<String, Object> answer = Json.read(exchange.require(json(searchUrl(), request)).body());
    if (!(answer.get("issues") instanceof List<?> issues)) {
      throw new Ended(new Outcome.Refused("Jira's answer to the search has no issues"));
    }
    return issues.isEmpty() ? null : issue(issues.getFirst());
  }

  /** Jira Cloud has given up the search that others have. */
  private String searchUrl() {
    boolean cloud =
        switch (config.kindOfApi()) {
          case CLOUD -> true;
          case DATACENTER -> false;
          case AUTO -> String.valueOf(URI.create(config.url()).getHost()).endsWith("atlassian.net");
        };
    return cloud ? url("search/jql").replace("/rest/api/2/", "/rest/api/3/") : url("search");
  }

  private static Issue issue(Object found) {
    return new Issue(
        String.valueOf(at(found, "key")),
        String.valueOf(at(found, "fields", "status", "statusCategory", "key")));
  }

  private static @Nullable Object at(@Nullable Object value, String... path) {
    @Nullable Object inside = value;
    for (String step : path) {
      inside = inside instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return inside;
  }

  private Json fields(Wording wording, String label, boolean isNew) {
    Json fields = new Json();
    if (isNew || config.summary().updated()) {
      fields.put("summary", wording.title(config.summary().template(), MAX_SUMMARY_RUNES));
    }
    fields.put("issuetype", new Json().put("name", wording.text(config.issueType())));
    fields.put("project", new Json().put("key", wording.text(config.project())));
    fields.putTexts(
        "labels",
        Stream.concat(config.labels().stream().map(wording::text), Stream.of(label))
            .sorted()
            .toList());
    String priority = wording.text(config.priority());
    if (!priority.isEmpty()) {
      fields.put("priority", new Json().put("name", priority));
    }
    config.fields().forEach((name, value) -> fields.putAny(name, Values.filled(value, wording)));
    if (isNew || config.description().updated()) {
      describe(fields, wording);
    }
    return new Json().put("fields", fields);
  }

  /** Version 3 of the API takes documents in JSON only; anything else becomes one. */
  private void describe(Json fields, Wording wording) {
    String text = wording.body(config.description().template(), MAX_DESCRIPTION_RUNES).strip();
    if (text.isEmpty()) {
      return;
    }
    if (!config.url().replaceAll("/+$", "").endsWith("/3")) {
      fields.put("description", text);
      return;
    }
    try {
      fields.putAny("description", JsonMapper.builder().build().fromJsonObject(text));
    } catch (JsonException | IllegalStateException e) {
      fields.putAny("description", document(text));
    }
  }

  /** A paragraph for each line: Atlassian's document format. */
  private static Map<String, Object> document(String text) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1L);
    document.put("type", "doc");
    document.put(
        "content",
        text.lines()
            .filter(line -> !line.isBlank())
            .map(
                line ->
                    Map.of(
                        "type",
                        "paragraph",
                        "content",
                        List.of(Map.of("type", "text", "text", line))))
            .toList());
    return document;
  }

  private void transition(Issue issue, boolean firing, Exchange exchange) throws Ended {
    boolean done = issue.category().equals(DONE);
    String wanted = firing ? config.transitions().reopen() : config.transitions().resolve();
    if (done != firing || wanted.isEmpty()) {
      return;
    }
    String url = url("issue/" + issue.key() + "/transitions");
    HttpAnswer answer = exchange.require(HttpMessage.get(url).with(HEADERS));
    Json chosen = new Json().put("id", transitionId(answer, wanted, issue));
    exchange.require(json(url, new Json().put("transition", chosen)));
  }

  private static String transitionId(HttpAnswer answer, String wanted, Issue issue) throws Ended {
    Object transitions = Json.read(answer.body()).get("transitions");
    List<?> found = transitions instanceof List<?> list ? list : List.of();
    return found.stream()
        .filter(transition -> wanted.equals(at(transition, "name")))
        .map(transition -> at(transition, "id"))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .findFirst()
        .orElseThrow(
            () ->
                new Ended(
                    new Outcome.Refused(
                        "the issue "
                            + issue.key()
                            + " was written, but it has no transition \""
                            + wanted
                            + "\"")));
  }
}
