package io.atalaya.collect.scrape;

import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.http.UrlHost;
import io.atalaya.model.relabel.Relabeling;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing to scrape.
 *
 * @param labels labels of all its series
 * @param discovered labels before relabelling
 * @param url where it is asked
 * @param interval time between two scrapes; relabelling may have changed the job's
 * @param timeout time a scrape may take
 * @param histograms how its histograms are scraped; relabelling may have changed the job's
 * @param unixSocket the local socket where it listens, whatever the URL says; null for none
 */
record Target(
    Labels labels,
    Labels discovered,
    URI url,
    Duration interval,
    Duration timeout,
    HistogramOptions histograms,
    @Nullable Path unixSocket) {
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";
  private static final String SCHEME = "__scheme__";
  private static final String METRICS_PATH = "__metrics_path__";
  private static final String INTERVAL = "__scrape_interval__";
  private static final String TIMEOUT = "__scrape_timeout__";
  private static final String PARAM = "__param_";
  private static final String CONVERT_CLASSIC = "__convert_classic_histograms_to_nhcb__";
  private static final String SCRAPE_CLASSIC = "__always_scrape_classic_histograms__";
  private static final String SCRAPE_NATIVE = "__scrape_native_histograms__";
  private static final String UNIX_SOCKET = "__unix_socket__";

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  /** What becomes of one entry of a group. */
  sealed interface Outcome {
    /** It is to be scraped. */
    record Kept(Target target) implements Outcome {}

    /** Relabelling drops it. */
    record Dropped(Labels discovered) implements Outcome {}

    /** It cannot be scraped as it is. */
    record Faulty(Labels discovered, String reason) implements Outcome {}
  }

  /** What names it among the sources of samples: the same over restarts and reloads. */
  String key() {
    return labels + " " + url;
  }

  /** Whether it is scraped as another one is; what was discovered of them may differ. */
  boolean isScrapedAs(Target other) {
    return labels.equals(other.labels)
        && url.equals(other.url)
        && interval.equals(other.interval)
        && timeout.equals(other.timeout)
        && histograms.equals(other.histograms)
        && Objects.equals(unixSocket, other.unixSocket);
  }

  /** Makes a target of what was discovered, as Prometheus does. */
  static Outcome of(ScrapeConfig config, Relabeling relabeling, Labels own, Labels ofGroup) {
    Labels discovered = discovered(config, own, ofGroup);
    Labels relabeled = relabeling.apply(discovered);
    if (relabeled == null) {
      return new Outcome.Dropped(discovered);
    }
    String address = relabeled.get(TargetGroup.ADDRESS);
    if (address.isEmpty()) {
      return new Outcome.Faulty(discovered, "no address");
    }
    if (address.indexOf('/') >= 0) {
      return new Outcome.Faulty(discovered, "\"" + address + "\" is not a valid hostname");
    }
    try {
      Duration interval = duration(relabeled, INTERVAL, "interval");
      Duration timeout = duration(relabeled, TIMEOUT, "timeout");
      if (timeout.compareTo(interval) > 0) {
        throw new IllegalArgumentException(
            "scrape timeout cannot be greater than scrape interval (%s > %s)"
                .formatted(relabeled.get(TIMEOUT), relabeled.get(INTERVAL)));
      }
      URI url = url(config, relabeled, address);
      return new Outcome.Kept(
          new Target(
              visible(relabeled, address),
              discovered,
              url,
              interval,
              timeout,
              histograms(relabeled, config.histograms()),
              unixSocket(relabeled)));
    } catch (IllegalArgumentException | URISyntaxException e) {
      return new Outcome.Faulty(discovered, String.valueOf(e.getMessage()));
    }
  }

  private static Labels discovered(ScrapeConfig config, Labels own, Labels ofGroup) {
    Labels.Builder out = Labels.builder();
    ofGroup.toMap().forEach(out::set);
    own.toMap().forEach(out::set);
    setDefault(out, JOB, config.jobName());
    setDefault(out, INTERVAL, PromDuration.format(config.interval().toMillis()));
    setDefault(out, TIMEOUT, PromDuration.format(config.timeout().toMillis()));
    setDefault(out, METRICS_PATH, config.request().path());
    setDefault(out, SCHEME, config.request().scheme());
    HistogramOptions histograms = config.histograms();
    setDefault(out, CONVERT_CLASSIC, String.valueOf(histograms.convertClassic()));
    setDefault(out, SCRAPE_CLASSIC, String.valueOf(histograms.alwaysScrapeClassic()));
    setDefault(out, SCRAPE_NATIVE, String.valueOf(histograms.scrapeNative()));
    config
        .request()
        .params()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty()) {
                setDefault(out, PARAM + name, values.getFirst());
              }
            });
    return out.build();
  }

  private static void setDefault(Labels.Builder out, String name, String value) {
    if (!out.has(name)) {
      out.set(name, value);
    }
  }

  private static Duration duration(Labels labels, String name, String what) {
    long millis;
    try {
      millis = PromDuration.parseMillis(labels.get(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("error parsing scrape " + what + ": " + e.getMessage(), e);
    }
    if (millis == 0) {
      throw new IllegalArgumentException("scrape " + what + " cannot be 0");
    }
    return Duration.ofMillis(millis);
  }

  private static HistogramOptions histograms(Labels labels, HistogramOptions ofJob) {
    return new HistogramOptions(
        flag(labels, SCRAPE_NATIVE, ofJob.scrapeNative()),
        flag(labels, SCRAPE_CLASSIC, ofJob.alwaysScrapeClassic()),
        flag(labels, CONVERT_CLASSIC, ofJob.convertClassic()),
        ofJob.bucketLimit(),
        ofJob.minBucketFactor());
  }

  private static boolean flag(Labels labels, String name, boolean otherwise) {
    String text = labels.get(name);
    if (!text.isEmpty() && !TRUE.contains(text) && !FALSE.contains(text)) {
      throw new IllegalArgumentException(name + " must be true or false, and is \"" + text + "\"");
    }
    return text.isEmpty() ? otherwise : TRUE.contains(text);
  }

  private static @Nullable Path unixSocket(Labels labels) {
    String path = labels.get(UNIX_SOCKET);
    return path.isEmpty() ? null : Path.of(path);
  }

  /** The labels of its series: those that begin with two underscores served their purpose. */
  private static Labels visible(Labels relabeled, String address) {
    Labels.Builder out = relabeled.toBuilder();
    setDefault(out, INSTANCE, address);
    for (int i = 0; i < relabeled.size(); i++) {
      if (relabeled.name(i).startsWith("__")) {
        out.remove(relabeled.name(i));
      }
    }
    return out.build();
  }

  private static URI url(ScrapeConfig config, Labels labels, String address)
      throws URISyntaxException {
    String scheme = labels.get(SCHEME);
    String path = labels.get(METRICS_PATH);
    String query = query(config, labels);
    String encodedPath =
        new URI(null, null, path.startsWith("/") ? path : "/" + path, null).getRawPath();
    URI url =
        new URI(scheme + "://" + address + encodedPath + (query.isEmpty() ? "" : "?" + query));
    if (UrlHost.of(url).isEmpty() || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("\"" + address + "\" is not a valid address");
    }
    return url;
  }

  private static String query(ScrapeConfig config, Labels labels) {
    Map<String, List<String>> params = new TreeMap<>();
    config.request().params().forEach((name, values) -> params.put(name, new ArrayList<>(values)));
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i).startsWith(PARAM)) {
        String name = labels.name(i).substring(PARAM.length());
        List<String> values = params.computeIfAbsent(name, n -> new ArrayList<>());
        if (values.isEmpty()) {
          values.add(labels.value(i));
        } else {
          values.set(0, labels.value(i));
        }
      }
    }
    List<String> pairs = new ArrayList<>();
    params.forEach(
        (name, values) -> values.forEach(v -> pairs.add(encode(name) + "=" + encode(v))));
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
