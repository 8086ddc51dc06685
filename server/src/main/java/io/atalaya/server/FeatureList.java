package io.atalaya.server;

import io.atalaya.alert.template.RuleTemplates;
import io.atalaya.query.EngineFeature;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.FunctionSignature;
import io.atalaya.query.ast.FunctionTable;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.PushConfig.Receiver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this server can do, as {@code /api/v1/features} tells clients: Prometheus' categories and
 * names, each with whether it is so here and now. A name that is missing is false.
 */
final class FeatureList {
  private static final List<String> KEYWORDS =
      List.of(
          "bool",
          "by",
          "group_left",
          "group_right",
          "ignoring",
          "offset",
          "on",
          "without",
          "at_modifier",
          "negative_offset",
          "subqueries",
          "per_query_lookback_delta");

  /** Operators that compare nothing but labels, or set a time. */
  private static final List<String> OTHER_OPERATORS = List.of("=~", "!~", "@");

  private static final List<String> DISCOVERIES =
      List.of("consul", "dns", "docker", "ec2", "file", "http", "kubernetes", "static");

  private final Set<String> switches;
  private final Map<String, Map<String, Boolean>> features = new TreeMap<>();

  private FeatureList(Set<String> switches) {
    this.switches = switches;
  }

  /**
   * All features.
   *
   * @param switches names of {@code --enable-feature}
   */
  static Map<String, Map<String, Boolean>> of(Set<String> switches, Configuration configuration) {
    FeatureList list = new FeatureList(switches);
    list.api(configuration);
    list.promql();
    list.others();
    return list.features;
  }

  private void set(String category, String name, boolean enabled) {
    features.computeIfAbsent(category, c -> new TreeMap<>()).put(name, enabled);
  }

  private void enable(String category, List<String> names) {
    names.forEach(name -> set(category, name, true));
  }

  private void api(Configuration configuration) {
    set("api", "admin", configuration.web().enableAdminApi());
    set("api", "lifecycle", configuration.web().enableLifecycle());
    Set<Receiver> receivers = configuration.push().receivers();
    set("api", "remote_write_receiver", receivers.contains(Receiver.REMOTE_WRITE));
    set("api", "otlp_write_receiver", receivers.contains(Receiver.OTLP));
    set("api", "search", switches.contains(FeatureSwitches.SEARCH));
    enable("api", List.of("search_fuzz_alg_jarowinkler", "search_fuzz_alg_subsequence"));
    enable(
        "api",
        List.of(
            "exclude_alerts",
            "label_values_match",
            "openapi_3.1",
            "query_stats",
            "query_warnings",
            "time_range_labels",
            "time_range_series"));
    set("otlp_receiver", "delta_conversion", false);
    set("otlp_receiver", "native_delta_ingestion", false);
  }

  private void promql() {
    EngineOptions options = EngineOptions.DEFAULT.withNamedFeatures(switches);
    boolean experimental = options.language().contains(PromqlFeature.EXPERIMENTAL_FUNCTIONS);
    enable("promql", KEYWORDS);
    set("promql", "duration_expr", options.language().contains(PromqlFeature.DURATION_EXPR));
    boolean extended = options.language().contains(PromqlFeature.EXTENDED_RANGE_SELECTORS);
    List.of("anchored", "smoothed").forEach(word -> set("promql", word, extended));
    boolean fill = options.language().contains(PromqlFeature.BINOP_FILL_MODIFIERS);
    List.of("fill", "fill_left", "fill_right").forEach(word -> set("promql", word, fill));
    set("promql", "delayed_name_removal", has(options, EngineFeature.DELAYED_NAME_REMOVAL));
    set("promql", "per_step_stats", has(options, EngineFeature.PER_STEP_STATS));
    set("promql", "type_and_unit_labels", has(options, EngineFeature.TYPE_AND_UNIT_LABELS));
    for (FunctionSignature function : FunctionTable.all()) {
      set("promql_functions", function.name(), !function.experimental() || experimental);
    }
    for (AggregateOperator operator : AggregateOperator.values()) {
      set("promql_operators", operator.text(), !operator.isExperimental() || experimental);
    }
    for (BinaryOperator operator : BinaryOperator.values()) {
      set("promql_operators", operator.symbol(), true);
    }
    enable("promql_operators", OTHER_OPERATORS);
  }

  private static boolean has(EngineOptions options, EngineFeature feature) {
    return options.features().contains(feature);
  }

  private void others() {
    set("prometheus", "agent_mode", false);
    enable("prometheus", List.of("server_mode", "auto_reload_config"));
    enable("rules", List.of("concurrent_rule_eval", "keep_firing_for", "query_offset"));
    enable("scrape", List.of("extra_scrape_metrics"));
    set("scrape", "start_timestamp_zero_ingestion", false);
    enable("service_discovery_providers", DISCOVERIES);
    enable("templating_functions", RuleTemplates.functionNames());
    enable("tsdb", List.of("exemplar_storage", "isolation", "native_histograms"));
    set("tsdb", "delayed_compaction", false);
    set("tsdb", "use_uncached_io", false);
  }
}
