package io.atalaya.query.fuzz;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.query.fuzz.RandomSeries.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Forty minutes of a small installation in which all goes wrong that can: scrapes fail, series
 * begin late and end with or without a stale marker, counters are reset, gauges are NaN or
 * infinite, one series changes between floats and histograms.
 *
 * <p>Values are multiples of a quarter, so that sums are exact and whether two are equal does not
 * depend on the order of addition.
 */
public final class RandomData {
  /** The first time at which there may be samples. */
  public static final long FROM = 1_700_000_040_000L;

  /** The last time at which there may be samples. */
  public static final long TO = FROM + 40 * 60_000;

  private static final List<String> JOBS = List.of("a", "b", "c");
  private static final List<String> BOUNDS = List.of("0.5", "1", "2.5", "10", "+Inf");
  private static final long[] INTERVALS = {15_000, 30_000, 60_000};

  private final Random random;
  private final List<RandomSeries> series = new ArrayList<>();

  private RandomData(Random random) {
    this.random = random;
  }

  /** A data set. */
  public static List<RandomSeries> generate(Random random) {
    RandomData data = new RandomData(random);
    for (String job : JOBS) {
      data.addJob(job);
    }
    data.series.sort(
        (a, b) -> {
          int c = Labels.compareUtf8(a.labels().metricName(), b.labels().metricName());
          return c != 0 ? c : a.labels().compareTo(b.labels());
        });
    return data.series;
  }

  private void addJob(String job) {
    for (int i = 0; i < 3; i++) {
      String instance = String.valueOf(i);
      List<Long> times = scrapeTimes();
      Labels target = Labels.of("job", job, "instance", instance);
      add(target, "up", times, new Flag());
      add(target, "temperature", times, new Gauge());
      add(target.with("code", "200"), "requests_total", times, new Counter());
      add(target.with("code", "500"), "requests_total", times, new Counter());
      if (chance(0.7)) {
        add(target, "errors_total", times, new Counter());
      }
      if (chance(0.7)) {
        add(target, "size", times, new NativeHistogram(false));
      }
      if (chance(0.5)) {
        add(target, "memory", times, new NativeHistogram(true));
      }
      if (chance(0.8)) {
        add(
            Labels.of("instance", instance, "job", job, "version", "v" + random.nextInt(3)),
            "build_info",
            times,
            t -> new Sample(t, 1, null));
      }
    }
    List<Long> times = scrapeTimes();
    Labels whole = Labels.of("job", job);
    add(whole.with("team", "t" + random.nextInt(2)), "limit", times, new Gauge());
    add(whole, "waiting", times, new CustomHistogram());
    add(whole, "mixed", times, new Mixed());
    addClassic(whole, times);
  }

  private void addClassic(Labels target, List<Long> times) {
    Counter[] counters = new Counter[BOUNDS.size()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new Counter();
    }
    for (int i = 0; i < counters.length; i++) {
      Counter[] below = new Counter[i + 1];
      System.arraycopy(counters, 0, below, 0, i + 1);
      // Each bucket adds steps of its own to those below; that breaks monotony now and then.
      add(target.with("le", BOUNDS.get(i)), "latency_bucket", times, counters[i].after(below));
    }
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private List<Long> scrapeTimes() {
    long interval = INTERVALS[random.nextInt(INTERVALS.length)];
    long jitter = chance(0.5) ? 0 : random.nextInt(3000);
    double loss = chance(0.4) ? 0.1 : 0;
    List<Long> times = new ArrayList<>();
    long from = FROM + (chance(0.2) ? random.nextInt(20 * 60_000) : 0);
    long first = Math.ceilDiv(from, interval) * interval + (jitter > 0 ? random.nextInt(1000) : 0);
    for (long t = first; t < TO - 5000; t += interval) {
      if (!chance(loss)) {
        times.add(t + (jitter > 0 && chance(0.3) ? random.nextInt((int) jitter + 1) : 0));
      }
    }
    return times;
  }

  /** Gives one sample after the other. */
  private interface Source {
    Sample next(long millis);
  }

  private void add(Labels labels, String name, List<Long> times, Source source) {
    double ends = chance(0.2) ? 0.02 : 0;
    boolean away = false;
    List<Sample> samples = new ArrayList<>();
    for (long t : times) {
      Sample sample = source.next(t);
      if (!away && chance(ends)) {
        samples.add(new Sample(t, SampleValue.STALE, null));
        away = true;
      } else if (away && chance(0.3)) {
        away = false;
      }
      if (!away) {
        samples.add(sample);
      }
    }
    if (!samples.isEmpty()) {
      series.add(new RandomSeries(labels.with(Labels.METRIC_NAME, name), samples));
    }
  }

  private final class Flag implements Source {
    @Override
    public Sample next(long millis) {
      return new Sample(millis, chance(0.9) ? 1 : 0, null);
    }
  }

  private final class Gauge implements Source {
    private final double strangeness = chance(0.3) ? 0.05 : 0;
    private double value = quarters(200);

    @Override
    public Sample next(long millis) {
      value += chance(0.8) ? quarters(20) - 2.5 : 0;
      return new Sample(millis, chance(strangeness) ? strange() : value, null);
    }

    private double strange() {
      return switch (random.nextInt(4)) {
        case 0 -> Double.POSITIVE_INFINITY;
        case 1 -> Double.NEGATIVE_INFINITY;
        default -> Double.NaN;
      };
    }
  }

  private double quarters(int count) {
    return random.nextInt(count) / 4.0;
  }

  private final class Counter implements Source {
    private final double resets = chance(0.5) ? 0.03 : 0;
    private double value = chance(0.3) ? random.nextInt(1000) : 0;

    double step() {
      value = chance(resets) ? 0 : value + (chance(0.7) ? random.nextInt(12) : 0);
      return value;
    }

    @Override
    public Sample next(long millis) {
      return new Sample(millis, step(), null);
    }

    Source after(Counter[] below) {
      return millis -> {
        double total = 0;
        for (Counter c : below) {
          total += c.value;
        }
        return new Sample(millis, total - value + step(), null);
      };
    }
  }

  /** Exponential buckets; a counter or a gauge. */
  private final class NativeHistogram implements Source {
    private final boolean gauge;
    private final double changes = chance(0.3) ? 0.05 : 0;
    private int schema = random.nextInt(4) - 1;
    private double zeroThreshold = 0.001;
    private final double[] positive = new double[6];
    private final double[] negative = new double[chance(0.4) ? 3 : 0];
    private double zero;
    private double sum;

    NativeHistogram(boolean gauge) {
      this.gauge = gauge;
    }

    @Override
    public Sample next(long millis) {
      if (chance(changes)) {
        reset();
      }
      observe(positive, 1);
      observe(negative, -1);
      zero += chance(0.3) ? random.nextInt(3) : 0;
      return new Sample(millis, 0, histogram());
    }

    private void reset() {
      java.util.Arrays.fill(positive, 0);
      java.util.Arrays.fill(negative, 0);
      zero = 0;
      sum = 0;
      schema = random.nextInt(4) - 1;
      zeroThreshold = chance(0.5) ? 0.001 : 0.5;
    }

    private void observe(double[] side, int sign) {
      for (int i = 0; i < side.length; i++) {
        int n = chance(0.5) ? random.nextInt(4) : 0;
        n = gauge && chance(0.3) ? -(int) Math.min(n, side[i]) : n;
        side[i] += n;
        sum += sign * n * 0.25 * (i + 1);
      }
    }

    private Histogram histogram() {
      Spans p = new Spans(positive);
      Spans n = new Spans(negative);
      return new Histogram(
          schema,
          zeroThreshold,
          zero,
          zero + p.total + n.total,
          sum,
          p.spans,
          p.counts(),
          n.spans,
          n.counts(),
          new double[0],
          gauge ? Histogram.ResetHint.GAUGE : Histogram.ResetHint.UNKNOWN,
          true);
    }
  }

  /** Buckets without empty ones, from bucket 0 on. */
  private static final class Spans {
    private final List<Histogram.Span> spans = new ArrayList<>();
    private final List<Double> counts = new ArrayList<>();
    private double total;

    Spans(double[] dense) {
      int end = 0;
      int i = 0;
      while (i < dense.length) {
        int start = i;
        while (i < dense.length && dense[i] != 0) {
          counts.add(dense[i]);
          total += dense[i++];
        }
        if (i > start) {
          spans.add(new Histogram.Span(start - end, i - start));
          end = i;
        } else {
          i++;
        }
      }
    }

    double[] counts() {
      return counts.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Custom buckets whose bounds may change. */
  private final class CustomHistogram implements Source {
    private double[] bounds = {0.5, 1, 5};
    private double[] counts = new double[4];
    private double sum;

    @Override
    public Sample next(long millis) {
      if (chance(0.03)) {
        bounds = chance(0.5) ? new double[] {0.5, 2, 5} : new double[] {1, 5};
        counts = new double[bounds.length + 1];
        sum = 0;
      }
      for (int i = 0; i < counts.length; i++) {
        int n = chance(0.5) ? random.nextInt(4) : 0;
        counts[i] += n;
        sum += n * 0.75;
      }
      Spans spans = new Spans(counts);
      Histogram h =
          new Histogram(
              Histogram.CUSTOM_BUCKETS,
              0,
              0,
              spans.total,
              sum,
              spans.spans,
              spans.counts(),
              List.of(),
              new double[0],
              bounds,
              Histogram.ResetHint.UNKNOWN,
              true);
      return new Sample(millis, 0, h);
    }
  }

  /** A float now, a histogram later. */
  private final class Mixed implements Source {
    private final Gauge floats = new Gauge();
    private final NativeHistogram histograms = new NativeHistogram(false);
    private @Nullable Source current;

    @Override
    public Sample next(long millis) {
      if (current == null || chance(0.1)) {
        current = chance(0.5) ? floats : histograms;
      }
      return current.next(millis);
    }
  }
}
