package io.atalaya.query;

import io.atalaya.query.parse.PromqlFeature;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Limits and switches of an engine.
 *
 * @param lookback how long a sample counts if no newer one comes
 * @param timeout how long a query may take
 * @param maxSamples how many samples a query may hold at once
 * @param maxBytes how many bytes a query may hold at once, about: 16 a sample, as limits on samples
 *     count them, and 64 a series
 * @param subqueryStep distance of the steps of a subquery that names none
 * @param language parts of the language that are on
 * @param features ways to evaluate that are on
 */
public record EngineOptions(
    Duration lookback,
    Duration timeout,
    long maxSamples,
    long maxBytes,
    Duration subqueryStep,
    Set<PromqlFeature> language,
    Set<EngineFeature> features) {

  /** What Prometheus does unless told otherwise. */
  public static final EngineOptions DEFAULT =
      new EngineOptions(
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          50_000_000,
          Long.MAX_VALUE,
          Duration.ofMinutes(1),
          PromqlFeature.defaults(),
          EnumSet.noneOf(EngineFeature.class));

  public EngineOptions {
    language = Set.copyOf(language);
    features = Set.copyOf(features);
  }

  public EngineOptions withLookback(Duration newLookback) {
    return new EngineOptions(
        newLookback, timeout, maxSamples, maxBytes, subqueryStep, language, features);
  }

  public EngineOptions withTimeout(Duration newTimeout) {
    return new EngineOptions(
        lookback, newTimeout, maxSamples, maxBytes, subqueryStep, language, features);
  }

  public EngineOptions withMaxSamples(long newMaxSamples) {
    return new EngineOptions(
        lookback, timeout, newMaxSamples, maxBytes, subqueryStep, language, features);
  }

  public EngineOptions withMaxBytes(long newMaxBytes) {
    return new EngineOptions(
        lookback, timeout, maxSamples, newMaxBytes, subqueryStep, language, features);
  }

  public EngineOptions withSubqueryStep(Duration newSubqueryStep) {
    return new EngineOptions(
        lookback, timeout, maxSamples, maxBytes, newSubqueryStep, language, features);
  }

  public EngineOptions withLanguage(Set<PromqlFeature> newLanguage) {
    return new EngineOptions(
        lookback, timeout, maxSamples, maxBytes, subqueryStep, newLanguage, features);
  }

  public EngineOptions withFeatures(Set<EngineFeature> newFeatures) {
    return new EngineOptions(
        lookback, timeout, maxSamples, maxBytes, subqueryStep, language, newFeatures);
  }

  /** With what these names of {@code --enable-feature} switch on; others are none of ours. */
  public EngineOptions withNamedFeatures(Collection<String> names) {
    Set<PromqlFeature> moreLanguage = EnumSet.noneOf(PromqlFeature.class);
    Set<EngineFeature> moreFeatures = EnumSet.noneOf(EngineFeature.class);
    moreLanguage.addAll(language);
    moreFeatures.addAll(features);
    for (String name : names) {
      PromqlFeature.ofFlag(name).ifPresent(moreLanguage::add);
      EngineFeature.ofFlag(name).ifPresent(moreFeatures::add);
    }
    return withLanguage(moreLanguage).withFeatures(moreFeatures);
  }
}
