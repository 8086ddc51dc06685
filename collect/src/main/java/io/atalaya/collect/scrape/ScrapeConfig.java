package io.atalaya.collect.scrape;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.relabel.RelabelRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scrape job: a {@code scrape_config} of Prometheus with the values of {@code global} already
 * filled in.
 *
 * @param jobName value of the label {@code job}; not empty, unique in a configuration
 * @param interval time between two scrapes of a target; 1 m by default
 * @param timeout time a scrape may take, at most {@code interval}; 10 s by default
 * @param request what a target is asked
 * @param honor which labels and timestamps of the target count
 * @param discoveries where targets come from; none by default
 * @param relabelRules {@code relabel_configs}, for targets; none by default
 * @param metricRelabelRules {@code metric_relabel_configs}, for samples; none by default
 * @param limits what is too much
 * @param histograms how histograms are scraped
 * @param nameValidation {@code metric_name_validation_scheme}; {@link NameValidation#UTF8} by
 *     default
 * @param extraMetrics whether {@code scrape_timeout_seconds}, {@code scrape_sample_limit} and
 *     {@code scrape_body_size_bytes} are written too: {@code extra_scrape_metrics}; false by
 *     default
 * @param failureLog file to which failures are written: {@code scrape_failure_log_file}; null
 *     (default) for none
 */
public record ScrapeConfig(
    String jobName,
    Duration interval,
    Duration timeout,
    ScrapeRequest request,
    Honor honor,
    List<Discovery> discoveries,
    List<RelabelRule> relabelRules,
    List<RelabelRule> metricRelabelRules,
    ScrapeLimits limits,
    HistogramOptions histograms,
    NameValidation nameValidation,
    boolean extraMetrics,
    @Nullable Path failureLog) {

  /** {@code scrape_interval} where the configuration gives none. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  /** {@code scrape_timeout} where the configuration gives none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Which of a target's own words count.
   *
   * @param labels whether its labels win over the target's; if not (default) they are kept under
   *     the prefix {@code exported_}
   * @param timestamps whether its timestamps are taken; true by default
   * @param trackTimestampsStaleness whether series with timestamps get staleness markers; false by
   *     default
   */
  public record Honor(boolean labels, boolean timestamps, boolean trackTimestampsStaleness) {
    public static Honor defaults() {
      return new Honor(false, true, false);
    }
  }

  /** Copies the lists and checks name and times. */
  public ScrapeConfig {
    discoveries = List.copyOf(discoveries);
    relabelRules = List.copyOf(relabelRules);
    metricRelabelRules = List.copyOf(metricRelabelRules);
    if (jobName.isEmpty()) {
      throw new IllegalArgumentException("job_name is empty");
    }
    if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "scrape interval and timeout of job \"" + jobName + "\" must be greater than zero");
    }
    if (timeout.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "scrape timeout greater than scrape interval for scrape config with job name \""
              + jobName
              + "\"");
    }
  }

  /** A job with all defaults, and without targets. */
  public static ScrapeConfig of(String jobName) {
    return new ScrapeConfig(
        jobName,
        DEFAULT_INTERVAL,
        DEFAULT_TIMEOUT,
        ScrapeRequest.defaults(),
        Honor.defaults(),
        List.of(),
        List.of(),
        List.of(),
        ScrapeLimits.defaults(),
        HistogramOptions.defaults(),
        NameValidation.UTF8,
        false,
        null);
  }

  /** This job with plain addresses as its only targets. */
  public ScrapeConfig withTargets(String... addresses) {
    TargetGroup group = TargetGroup.ofAddresses(List.of(addresses), Labels.empty(), "0");
    return withDiscoveries(List.of(new Discovery.Static(List.of(group))));
  }

  public ScrapeConfig withDiscoveries(List<Discovery> value) {
    return new ScrapeConfig(
        jobName,
        interval,
        timeout,
        request,
        honor,
        value,
        relabelRules,
        metricRelabelRules,
        limits,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }

  public ScrapeConfig withTimes(Duration newInterval, Duration newTimeout) {
    return new ScrapeConfig(
        jobName,
        newInterval,
        newTimeout,
        request,
        honor,
        discoveries,
        relabelRules,
        metricRelabelRules,
        limits,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }

  public ScrapeConfig withRequest(ScrapeRequest value) {
    return new ScrapeConfig(
        jobName,
        interval,
        timeout,
        value,
        honor,
        discoveries,
        relabelRules,
        metricRelabelRules,
        limits,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }

  public ScrapeConfig withHonor(Honor value) {
    return new ScrapeConfig(
        jobName,
        interval,
        timeout,
        request,
        value,
        discoveries,
        relabelRules,
        metricRelabelRules,
        limits,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }

  public ScrapeConfig withRelabelling(List<RelabelRule> targets, List<RelabelRule> metrics) {
    return new ScrapeConfig(
        jobName,
        interval,
        timeout,
        request,
        honor,
        discoveries,
        targets,
        metrics,
        limits,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }

  public ScrapeConfig withLimits(ScrapeLimits value) {
    return new ScrapeConfig(
        jobName,
        interval,
        timeout,
        request,
        honor,
        discoveries,
        relabelRules,
        metricRelabelRules,
        value,
        histograms,
        nameValidation,
        extraMetrics,
        failureLog);
  }
}
