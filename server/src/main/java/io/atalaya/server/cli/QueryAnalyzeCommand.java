package io.atalaya.server.cli;

import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code query analyze}: tells of histograms how many of their buckets have anything in them, as
 * promtool does.
 */
final class QueryAnalyzeCommand implements Command {
  private static final String HEAD =
      """
      Bucket stats for each histogram series over time
      ------------------------------------------------
      First the min, avg, and max number of populated buckets, followed by the total
      number of buckets (only if different from the max number of populated buckets
      which is typical for classic but not native histograms).
      """;
  private static final String FOOT =
      """
      Aggregated bucket stats
      -----------------------
      Each line shows min/avg/max over the series above.
      """;
  private static final String BUCKET = "_bucket";

  private final Surroundings surroundings;

  QueryAnalyzeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("analyze", "Tell how many buckets of histograms are in use.");
    spec.addOption(required(Options.value("URL", "Where the server is.", "--server")));
    spec.addOption(required(Options.value("TYPE", "histogram.", "--type")));
    spec.addOption(Options.value("TIME", "How much time is looked at (1h).", "--duration"));
    spec.addOption(Options.value("TIME", "Until when, RFC 3339 or seconds (now).", "--time"));
    spec.addOption(
        required(Options.values("SELECTOR", "Which series; may be repeated.", "--match")));
    spec.addOption(ServerClient.configOption());
    return spec;
  }

  private static OptionSpec required(OptionSpec option) {
    return option.toBuilder().required(true).build();
  }

  @Override
  public int run(Arguments arguments) {
    String type = arguments.text("--type").orElse("");
    if (!type.equals("histogram")) {
      throw new CliException(ExitCode.USAGE, "analyze type is " + type + ", must be 'histogram'");
    }
    ServerClient client = ServerClient.of(arguments);
    Instant end =
        arguments
            .parsed("--time", QueryCommand::time)
            .orElseGet(() -> surroundings.scheduler().instant());
    String range = arguments.text("--duration").orElse("1h");
    Arguments.parse("--duration", range, PromDuration::parseMillis);
    surroundings.out().println(HEAD);
    Together natives = new Together();
    Together classics = new Together();
    for (String match : arguments.texts("--match")) {
      String url =
          QueryCommand.server(arguments.text("--server").orElse(""))
              + "/api/v1/query?query="
              + QueryCommand.encode(match + "[" + range + "]")
              + "&time="
              + QueryCommand.seconds(end);
      JsonValue.Obj answer = QueryCommand.get(client, url);
      QueryCommand.requireSuccess(answer);
      tell(answer.items("data", "result"), natives, classics);
    }
    surroundings.out().print("\n" + FOOT);
    natives.tell("Native");
    classics.tell("Classic");
    return ExitCode.OK.code();
  }

  private void tell(List<JsonValue> series, Together natives, Together classics) {
    Map<String, List<JsonValue>> buckets = new TreeMap<>();
    for (JsonValue one : series) {
      if (one.items("values").isEmpty()) {
        List<JsonValue> histograms = one.items("histograms");
        if (histograms.size() > 1) {
          Populated found = Populated.ofNative(histograms);
          tell(PromqlLines.metric(Labels.of(one.texts("metric"))) + " (native)", found, natives);
        }
      } else if (!one.text("metric", "le").isEmpty()
          && one.text("metric", "__name__").endsWith(BUCKET)) {
        buckets.computeIfAbsent(key(one.texts("metric")), _ -> new ArrayList<>()).add(one);
      }
    }
    buckets.forEach(
        (key, ofOne) -> {
          ofOne.sort(Comparator.comparingDouble(one -> number(one.text("metric", "le"))));
          if (ofOne.getFirst().items("values").size() > 1) {
            tell(key + " (classic)", Populated.ofClassic(ofOne), classics);
          }
        });
  }

  private void tell(String what, Populated found, Together all) {
    surroundings.out().println("- " + what + ": " + found);
    all.add(found);
  }

  private static String key(Map<String, String> metric) {
    Labels labels = Labels.of(metric);
    return labels.metricName() + labels.without(Labels.METRIC_NAME).without("le");
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /**
   * How many buckets of a histogram have something in them, over time.
   *
   * @param total buckets there are at all
   */
  private record Populated(int least, double average, int most, int total) {
    static Populated ofNative(List<JsonValue> points) {
      List<Integer> counts = new ArrayList<>();
      List<String> bounds = new ArrayList<>();
      for (JsonValue point : points) {
        List<JsonValue> buckets = point.items().get(1).items("buckets");
        counts.add(buckets.size());
        for (JsonValue bucket : buckets) {
          List<JsonValue> parts = bucket.items();
          bounds.add(parts.get(0).text() + "/" + parts.get(1).text() + "/" + parts.get(2).text());
        }
      }
      return of(counts, (int) bounds.stream().distinct().count());
    }

    static Populated ofClassic(List<JsonValue> buckets) {
      List<Integer> counts = new ArrayList<>();
      int times = buckets.getFirst().items("values").size();
      for (int time = 0; time < times; time++) {
        int populated = 0;
        double below = 0;
        for (JsonValue bucket : buckets) {
          List<JsonValue> points = bucket.items("values");
          if (time >= points.size()) {
            break;
          }
          double upTo = number(points.get(time).items().get(1).text());
          populated += (long) (upTo - below) == 0 ? 0 : 1;
          below = upTo;
        }
        counts.add(populated);
      }
      return of(counts, buckets.size());
    }

    private static Populated of(List<Integer> counts, int total) {
      IntSummaryStatistics all = counts.stream().mapToInt(Integer::intValue).summaryStatistics();
      return new Populated(all.getMin(), all.getAverage(), all.getMax(), total);
    }

    @Override
    public String toString() {
      String text = String.format(Locale.ROOT, "%d/%.3f/%d", least, average, most);
      return most == total ? text : text + "/" + total;
    }
  }

  /** The same over all histograms of a kind. */
  private final class Together {
    private final List<Populated> all = new ArrayList<>();

    void add(Populated one) {
      all.add(one);
    }

    void tell(String kind) {
      if (all.isEmpty()) {
        return;
      }
      String most = line(all.stream().mapToInt(Populated::most).summaryStatistics());
      String total = line(all.stream().mapToInt(Populated::total).summaryStatistics());
      surroundings
          .out()
          .print(
              "\n"
                  + kind
                  + " histogram series ("
                  + all.size()
                  + " in total):\n- min populated: "
                  + line(all.stream().mapToInt(Populated::least).summaryStatistics())
                  + "\n- avg populated: "
                  + line(all.stream().mapToInt(p -> (int) p.average()).summaryStatistics())
                  + "\n- max populated: "
                  + most
                  + (most.equals(total) ? "" : "\n- total: " + total)
                  + "\n");
    }

    private static String line(IntSummaryStatistics s) {
      return String.format(Locale.ROOT, "%d/%.3f/%d", s.getMin(), s.getAverage(), s.getMax());
    }
  }
}
