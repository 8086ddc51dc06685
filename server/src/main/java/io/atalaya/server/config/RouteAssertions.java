package io.atalaya.server.config;

import io.atalaya.model.Labels;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that says who is to be told of which alerts:
 *
 * <pre>
 *   tests:
 *     - name: critical alerts of the shop page at night
 *       at: 2026-03-01T03:00:00+01:00      # optional: now
 *       for: 2h                            # optional: 1h
 *       alerts:
 *         - labels: {alertname: ShopDown, severity: critical}
 *       receivers: [pager]                 # exactly these; [] for nobody
 * </pre>
 */
public final class RouteAssertions {
  private RouteAssertions() {}

  /**
   * One expectation.
   *
   * @param at when the alerts begin to fire, or null for now
   * @param span for how long they do
   * @param receivers exactly who is to be told in that time
   */
  public record Assertion(
      String name,
      @Nullable Instant at,
      Duration span,
      List<Labels> alerts,
      List<String> receivers) {
    public Assertion {
      alerts = List.copyOf(alerts);
      receivers = List.copyOf(receivers);
    }
  }

  /** Reads a file; what is wrong with it is added to the problems. */
  public static List<Assertion> read(
      String file, String text, Map<String, String> environment, Problems problems) {
    List<Assertion> found = new ArrayList<>();
    for (YamlNode node : YamlText.read(file, text, problems).orElse(List.of())) {
      if (node instanceof YamlMap map) {
        Section.read(map, new Environment(environment), problems, RouteAssertions::tests)
            .ifPresent(found::addAll);
      } else {
        problems.error(node.at(), "expected a mapping, found " + node.what());
      }
    }
    return found;
  }

  private static List<Assertion> tests(Section s) {
    return s.sections("tests", RouteAssertions::test);
  }

  private static Assertion test(Section s) {
    String name = s.required("name");
    List<Labels> alerts = s.sections("alerts", alert -> Labels.of(alert.textMap("labels")));
    if (alerts.isEmpty()) {
      s.error("alerts", "alerts is missing or empty: which alerts fire?");
    }
    return new Assertion(
        name,
        s.parsed("at", RouteAssertions::time).orElse(null),
        s.duration("for", Duration.ofHours(1)),
        alerts,
        s.texts("receivers"));
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expected a time such as 2026-03-01T03:00:00Z", e);
    }
  }
}
