package io.atalaya.server.cli;

import io.atalaya.model.PromDuration;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code query instant|range|series|labels}: asks a server over Prometheus' HTTP API and prints
 * what it answers as promtool does.
 */
final class QueryCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration DEFAULT_RANGE = Duration.ofMinutes(5);

  /** Points that a range without a step has, at most. */
  private static final int DEFAULT_POINTS = 250;

  private final Surroundings surroundings;
  private final Kind kind;

  /** What is asked for. */
  enum Kind {
    INSTANT("Ask for the value of an expression at one time."),
    RANGE("Ask for the values of an expression over a time."),
    SERIES("Ask for the series that selectors find."),
    LABELS("Ask for the values of a label.");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  QueryCommand(Surroundings surroundings, Kind kind) {
    this.surroundings = surroundings;
    this.kind = kind;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(kind.word(), kind.description);
    switch (kind) {
      case INSTANT -> {
        spec.addPositional(Options.files("URL|EXPR", "2", "Where, and the expression."));
        spec.addOption(Options.value("TIME", "RFC 3339 or seconds (now).", "--time"));
      }
      case RANGE -> {
        spec.addPositional(Options.files("URL|EXPR", "2", "Where, and the expression."));
        spec.addOption(Options.value("TIME", "Time between two values.", "--step"));
      }
      case LABELS -> spec.addPositional(Options.files("URL|NAME", "2", "Where, and the label."));
      case SERIES -> spec.addPositional(Options.files("URL", "1", "Where the server is."));
    }
    if (kind != Kind.INSTANT) {
      spec.addOption(Options.value("TIME", "RFC 3339 or seconds.", "--start"));
      spec.addOption(Options.value("TIME", "RFC 3339 or seconds.", "--end"));
    }
    if (kind == Kind.SERIES || kind == Kind.LABELS) {
      spec.addOption(Options.values("SELECTOR", "Which series; may be repeated.", "--match"));
    }
    if (kind == Kind.INSTANT || kind == Kind.RANGE) {
      spec.addOption(ServerClient.headerOption());
    }
    spec.addOption(ServerClient.configOption());
    spec.addOption(Options.value("FORMAT", "promql or json (promql).", "-o", "--format"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.words();
    String server = server(words.getFirst());
    JsonValue.Obj answer = get(ServerClient.of(arguments), server + path(arguments, words));
    requireSuccess(answer);
    JsonValue data = answer.fields().getOrDefault("data", new JsonValue.Null());
    boolean json = arguments.text("-o").filter("json"::equals).isPresent();
    surroundings.out().print(json ? JsonLine.of(result(data)) : PromqlLines.of(data));
    return ExitCode.OK.code();
  }

  /** A server's address, with its scheme and without a slash at the end. */
  static String server(String given) {
    String base = given.replaceAll("/+$", "");
    return base.contains("://") ? base : "http://" + base;
  }

  /** A server's error is the command's. */
  static void requireSuccess(JsonValue.Obj answer) {
    if (!(answer.fields().get("status") instanceof JsonValue.Text status)
        || !status.value().equals("success")) {
      throw new CliException(
          ExitCode.FAILED,
          "query error: " + text(answer, "errorType") + ": " + text(answer, "error"));
    }
  }

  private static JsonValue result(JsonValue data) {
    return data instanceof JsonValue.Obj object && object.fields().containsKey("result")
        ? object.fields().getOrDefault("result", data)
        : data;
  }

  private static String text(JsonValue.Obj object, String key) {
    return object.fields().get(key) instanceof JsonValue.Text text ? text.value() : "";
  }

  private String path(Arguments arguments, List<String> words) {
    List<String> query = new ArrayList<>();
    arguments.texts("--match").forEach(match -> query.add("match[]=" + encode(match)));
    return switch (kind) {
      case INSTANT -> {
        Instant now = surroundings.scheduler().instant();
        query.add("query=" + encode(words.get(1)));
        query.add("time=" + encode(arguments.text("--time").orElse(seconds(now))));
        yield "/api/v1/query?" + String.join("&", query);
      }
      case RANGE -> {
        query.add("query=" + encode(words.get(1)));
        addRange(arguments, query);
        yield "/api/v1/query_range?" + String.join("&", query);
      }
      case SERIES -> "/api/v1/series?" + String.join("&", bounded(arguments, query));
      case LABELS ->
          "/api/v1/label/"
              + encode(words.get(1)).replace("+", "%20")
              + "/values?"
              + String.join("&", bounded(arguments, query));
    };
  }

  private static List<String> bounded(Arguments arguments, List<String> query) {
    arguments.text("--start").ifPresent(time -> query.add("start=" + encode(time)));
    arguments.text("--end").ifPresent(time -> query.add("end=" + encode(time)));
    return query;
  }

  private void addRange(Arguments arguments, List<String> query) {
    Instant end =
        arguments
            .parsed("--end", QueryCommand::time)
            .orElseGet(() -> surroundings.scheduler().instant());
    Instant start =
        arguments.parsed("--start", QueryCommand::time).orElseGet(() -> end.minus(DEFAULT_RANGE));
    if (!start.isBefore(end)) {
      throw new CliException(ExitCode.FAILED, "start time is not before end time");
    }
    long points = Duration.between(start, end).toSeconds() / DEFAULT_POINTS;
    String step =
        arguments
            .parsed("--step", text -> Double.toString(PromDuration.parseMillis(text) / 1000.0))
            .orElse(Long.toString(Math.max(1, points)));
    query.add("start=" + seconds(start));
    query.add("end=" + seconds(end));
    query.add("step=" + step);
  }

  static Instant time(String text) {
    return text.indexOf('T') > 0
        ? OffsetDateTime.parse(text).toInstant()
        : Instant.ofEpochMilli(Math.round(Double.parseDouble(text) * 1000));
  }

  static String seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The answer of a server, an error or not. */
  static JsonValue.Obj get(ServerClient client, String url) {
    try {
      if (JsonValue.parse(client.get(url, TIMEOUT).body()) instanceof JsonValue.Obj object) {
        return object;
      }
      throw new CliException(ExitCode.FAILED, url + " does not answer as Prometheus does");
    } catch (JsonException e) {
      throw new CliException(ExitCode.FAILED, url + " does not answer as Prometheus does", e);
    }
  }
}
