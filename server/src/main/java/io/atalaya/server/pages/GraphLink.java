package io.atalaya.server.pages;

import io.atalaya.model.PromDuration;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a link to Prometheus' page of graphs asks of our page <i>Explore</i>. Alerts carry such
 * links: {@code /graph?g0.expr=up&g0.tab=1}. Of several graphs the first counts.
 */
final class GraphLink {
  private static final String USUAL_RANGE = "1h";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private GraphLink() {}

  /**
   * The query string of our page, with its question mark; empty if nothing is asked for.
   *
   * @param parameter the value of a parameter of the link, or an empty text
   */
  static String explore(UnaryOperator<String> parameter) {
    Map<String, String> wanted = new LinkedHashMap<>();
    put(wanted, "expr", parameter.apply("g0.expr"));
    view(parameter.apply("g0.tab")).ifPresent(view -> wanted.put("view", view));
    String range = parameter.apply("g0.range_input");
    OptionalLong end = seconds(parameter.apply("g0.end_input"));
    if (end.isPresent()) {
      long length = length(range.isEmpty() ? USUAL_RANGE : range).orElse(0);
      wanted.put("from", Long.toString(end.getAsLong() - length));
      wanted.put("to", Long.toString(end.getAsLong()));
    } else if (range.matches("[0-9]{1,9}[smhdw]")) {
      wanted.put("from", "now-" + range);
    }
    return wanted.isEmpty() ? "" : "?" + encoded(wanted);
  }

  private static void put(Map<String, String> wanted, String name, String value) {
    if (!value.isEmpty()) {
      wanted.put(name, value);
    }
  }

  /** Ours, unless it is the graph, which needs no words. */
  private static Optional<String> view(String tab) {
    return switch (tab) {
      case "1", "table" -> Optional.of("table");
      case "explain" -> Optional.of("explain");
      default -> Optional.empty();
    };
  }

  private static OptionalLong seconds(String time) {
    try {
      return OptionalLong.of(LocalDateTime.parse(time, TIME).toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong length(String range) {
    try {
      return OptionalLong.of(PromDuration.parseMillis(range) / 1000);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
