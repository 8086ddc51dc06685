package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts in rules: labels and annotations with {@code $labels}, {@code $value}, {@code
 * $externalLabels} and {@code $externalURL}, and Prometheus' functions.
 */
public final class RuleTemplates {
  /** What Prometheus writes before every text; columns in errors count it, as Prometheus' do. */
  private static final String VARIABLES =
      "{{$labels := .Labels}}"
          + "{{$externalLabels := .ExternalLabels}}"
          + "{{$externalURL := .ExternalURL}}"
          + "{{$value := .Value}}";

  private static final ValueType DATA =
      ValueType.plain(
          "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string;"
              + " Value interface {} }");

  private final Limits limits;
  private final Labels externalLabels;
  private final String externalUrl;

  /**
   * Templates of one configuration.
   *
   * @param externalLabels what {@code $externalLabels} holds
   * @param externalUrl where this server's pages are
   */
  public RuleTemplates(Limits limits, Labels externalLabels, String externalUrl) {
    this.limits = limits;
    this.externalLabels = externalLabels;
    this.externalUrl = externalUrl;
  }

  /** Names of the functions that rules may call besides those of the language, sorted. */
  public static List<String> functionNames() {
    return PrometheusFunctions.SET.functions().keySet().stream()
        .filter(name -> !FunctionSet.LANGUAGE.has(name))
        .sorted()
        .toList();
  }

  /**
   * What became of a text.
   *
   * @param text the text to use; if it failed, a text that says so in Prometheus' words
   * @param error why it failed, or null
   */
  public record Expansion(String text, @Nullable String error) {
    /** Why it failed, if it did. */
    public Optional<String> failure() {
      return Optional.ofNullable(error);
    }
  }

  /**
   * Parses a text once, to be expanded for many samples.
   *
   * @param name how errors call it; Prometheus says {@code __alert_} and the alert's name
   * @throws TemplateException if it is no template; use it to check a rule file
   */
  public Prepared prepare(String name, String text) {
    if (!text.contains("{{")) {
      return new Prepared(name, text, null);
    }
    TemplateSet set = new TemplateSet(PrometheusFunctions.SET, limits);
    set.parse(name, VARIABLES + text);
    return new Prepared(name, text, set);
  }

  /** A text of a rule, ready to be expanded; safe for many threads. */
  public final class Prepared {
    private final String name;
    private final String text;
    private final @Nullable TemplateSet set;

    private Prepared(String name, String text, @Nullable TemplateSet set) {
      this.name = name;
      this.text = text;
      this.set = set;
    }

    /**
     * Expands the text for one sample; never throws.
     *
     * @param sample what {@code $labels} and {@code $value} hold
     * @param at the time of the evaluation, which is {@code now}
     * @param query what answers the function {@code query}
     */
    public Expansion expand(QueryValue.Sample sample, Instant at, Environment.Query query) {
      if (set == null) {
        return new Expansion(text, null);
      }
      try {
        Environment environment = new Environment(InstantSource.fixed(at), query, externalUrl);
        return new Expansion(set.execute(name, data(sample), environment), null);
      } catch (TemplateException e) {
        String error = "error executing template " + name + ": " + e.getMessage();
        return new Expansion("<error expanding template: " + error + ">", error);
      }
    }
  }

  private Value data(QueryValue.Sample sample) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Labels", Value.textMap(sample.labels().toMap()));
    fields.put("ExternalLabels", Value.textMap(externalLabels.toMap()));
    fields.put("ExternalURL", Value.of(externalUrl));
    fields.put("Value", PrometheusFunctions.valueOf(sample));
    return new Value.Struct(fields, DATA);
  }
}
