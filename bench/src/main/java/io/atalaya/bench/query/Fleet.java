package io.atalaya.bench.query;

import io.atalaya.bench.query.FleetSeries.Kind;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Hosts with an exporter and instances of an HTTP service, half of the targets each, scraped every
 * 15 seconds and sent by remote write, one sample of a series in a request. The same for the same
 * number of series.
 */
final class Fleet {
  static final long INTERVAL_MILLIS = 15_000;
  private static final int MOST_IN_REQUEST = 2000;
  private static final int TIME_SERIES = 1;
  private static final int SAMPLES = 2;
  private static final int HISTOGRAMS = 4;
  private static final int JITTER_MILLIS = 5;

  private static final String[] MODES = {
    "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"
  };
  private static final String[] PATHS = {
    "/", "/login", "/items", "/items/{id}", "/orders", "/users/{id}", "/search", "/static"
  };
  private static final String[] BOUNDS = {
    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"
  };

  /** A target: what it is asked for, and when within an interval. */
  private static final class Target {
    final Map<String, String> labels;
    final long offsetMillis;
    final List<FleetSeries> series = new ArrayList<>();
    final List<NativeSeries> natives = new ArrayList<>();

    Target(Map<String, String> labels, long offsetMillis) {
      this.labels = labels;
      this.offsetMillis = offsetMillis;
    }
  }

  private final List<Target> targets = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(42);
  private int series;

  /** A fleet of at least so many series. */
  Fleet(int wanted) {
    for (int unit = 0; series < wanted; unit++) {
      targets.add(host(unit));
      targets.add(service(unit));
      series += size(targets.size() - 2) + size(targets.size() - 1);
    }
  }

  private int size(int target) {
    return targets.get(target).series.size() + targets.get(target).natives.size();
  }

  int series() {
    return series;
  }

  private Target target(String job, String instance, String... more) {
    Map<String, String> labels = new HashMap<>(Map.of("job", job, "instance", instance));
    labels.putAll(pairs(more));
    return new Target(labels, random.nextLong(INTERVAL_MILLIS - JITTER_MILLIS));
  }

  private static Map<String, String> pairs(String... namesAndValues) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  private void add(
      Target target, Kind kind, double start, double rate, String name, String... own) {
    Map<String, String> labels = new HashMap<>(target.labels);
    labels.putAll(pairs(own));
    labels.put("__name__", name);
    target.series.add(new FleetSeries(labels, kind, start, rate, random.split()));
  }

  private Target host(int unit) {
    Target t = target("node", "host-" + unit + ":9100", "env", "prod", "dc", "dc" + unit % 3);
    scraped(t);
    for (int cpu = 0; cpu < 8; cpu++) {
      for (int m = 0; m < MODES.length; m++) {
        double share = m == 0 ? 0.6 : m >= 6 ? 0.15 : 0.01;
        Kind kind = MODES[m].equals("irq") ? Kind.CONSTANT : Kind.SECONDS;
        add(
            t,
            kind,
            1e5 * share,
            share,
            "node_cpu_seconds_total",
            "cpu",
            "" + cpu,
            "mode",
            MODES[m]);
      }
    }
    for (String part : List.of("MemAvailable", "MemFree", "Cached", "Buffers", "Active", "Dirty")) {
      add(
          t,
          Kind.STEPS,
          4096 * 1e6 * random.nextDouble(),
          4096e2,
          "node_memory_" + part + "_bytes");
    }
    add(t, Kind.CONSTANT, 32e9, 0, "node_memory_MemTotal_bytes");
    for (String load : List.of("1", "5", "15")) {
      add(t, Kind.DRIFT, 6 * random.nextDouble(), 0.3, "node_load" + load);
    }
    disks(t);
    network(t);
    for (int k = 0; k < 30; k++) {
      add(
          t,
          Kind.COUNTER,
          random.nextInt(1 << 30),
          100 * k,
          "node_netstat_" + (char) ('A' + k % 26) + k);
    }
    add(t, Kind.STEPS, 300, 1, "node_netstat_Tcp_CurrEstab");
    units(t);
    process(t);
    return t;
  }

  private void scraped(Target t) {
    add(t, Kind.CONSTANT, 1, 0, "up");
    add(t, Kind.DRIFT, 0.02, 0.001, "scrape_duration_seconds");
    add(t, Kind.CONSTANT, 500, 0, "scrape_samples_scraped");
  }

  private void disks(Target t) {
    String[][] disks = {
      {"/dev/sda1", "/", "ext4"},
      {"/dev/sda2", "/var", "ext4"},
      {"/dev/sdb1", "/data", "xfs"},
      {"tmpfs", "/run", "tmpfs"},
      {"overlay", "/pods", "overlay"}
    };
    for (String[] disk : disks) {
      String[] own = {"device", disk[0], "mountpoint", disk[1], "fstype", disk[2]};
      add(t, Kind.CONSTANT, 64e9, 0, "node_filesystem_size_bytes", own);
      add(t, Kind.STEPS, 64e9 * random.nextDouble(), 4096e3, "node_filesystem_avail_bytes", own);
      add(t, Kind.STEPS, 4e6, 10, "node_filesystem_files_free", own);
      add(t, Kind.CONSTANT, 0, 0, "node_filesystem_readonly", own);
    }
  }

  private void network(Target t) {
    for (String device : List.of("eth0", "eth1", "lo", "docker0", "docker1")) {
      for (String way : List.of("receive", "transmit")) {
        double rate = device.equals("eth0") ? 1e6 : 1e3;
        add(t, Kind.COUNTER, 1e9, rate, "node_network_" + way + "_bytes_total", "device", device);
        add(
            t,
            Kind.COUNTER,
            1e6,
            rate / 1000,
            "node_network_" + way + "_packets_total",
            "device",
            device);
        for (String fault : List.of("errs", "drop", "fifo", "frame")) {
          add(
              t,
              Kind.CONSTANT,
              0,
              0,
              "node_network_" + way + "_" + fault + "_total",
              "device",
              device);
        }
      }
    }
  }

  private void units(Target t) {
    for (int unit = 0; unit < 15; unit++) {
      for (String state : List.of("active", "activating", "deactivating", "failed", "inactive")) {
        double on = state.equals("active") ? 1 : 0;
        add(t, Kind.CONSTANT, on, 0, "node_systemd_unit_state", "name", "u" + unit, "state", state);
      }
    }
  }

  private void process(Target t) {
    add(t, Kind.SECONDS, 100, 0.3, "process_cpu_seconds_total");
    add(t, Kind.STEPS, 6e8, 4096, "process_resident_memory_bytes");
    add(t, Kind.STEPS, 40, 1, "process_open_fds");
    add(t, Kind.CONSTANT, 1.7e9, 0, "process_start_time_seconds");
  }

  private Target service(int unit) {
    String instance = "10.0.%d.%d:8080".formatted(unit / 250, unit % 250);
    String service = "api-" + unit % 7;
    Target t =
        target("api", instance, "env", "prod", "service", service, "pod", service + "-" + unit);
    scraped(t);
    process(t);
    add(t, Kind.CONSTANT, 1, 0, "app_build_info", "version", "1." + unit % 4);
    for (String path : PATHS) {
      for (String method : List.of("GET", "POST")) {
        for (String status : List.of("200", "304", "404", "500")) {
          double rate = status.equals("200") ? 20 : status.equals("500") ? 0.01 : 0.5;
          String[] own = {"path", path, "method", method, "status", status};
          add(t, Kind.COUNTER, 1e6 * random.nextDouble(), rate, "http_requests_total", own);
        }
        durations(t, path, method);
      }
    }
    for (int queue = 0; queue < 8; queue++) {
      String[] own = {"queue", "q" + queue, "path", PATHS[queue]};
      add(t, Kind.STEPS, random.nextInt(1000), 10, "app_queue_depth", own);
      add(t, Kind.DRIFT, 5 + 40 * random.nextDouble(), 1.5, "app_latency_ms", own);
    }
    for (String method : List.of("Get", "List", "Put", "Delete")) {
      Map<String, String> labels = new HashMap<>(t.labels);
      labels.putAll(pairs("method", method, "__name__", "rpc_duration_seconds"));
      t.natives.add(new NativeSeries(FleetSeries.encoded(labels), random.split()));
    }
    return t;
  }

  /** Buckets of one classic histogram; each goes up faster than the one below. */
  private void durations(Target t, String path, String method) {
    String name = "http_request_duration_seconds";
    for (int b = 0; b < BOUNDS.length; b++) {
      double rate = 40 * (1 - Math.pow(0.6, b + 1.0));
      String[] own = {"path", path, "method", method, "le", BOUNDS[b]};
      add(t, Kind.COUNTER, 1e6 * rate, rate, name + "_bucket", own);
    }
    add(t, Kind.DRIFT, 1e6, 0.01, name + "_sum", "path", path, "method", method);
    add(t, Kind.COUNTER, 4e7, 40, name + "_count", "path", path, "method", method);
  }

  /** Something to send. */
  interface Requests {
    void send(byte[] body) throws IOException, InterruptedException;
  }

  /** Sends the scrapes of all targets in the interval that begins at a time. */
  void send(long intervalMillis, Requests requests) throws IOException, InterruptedException {
    ProtoWriter out = new ProtoWriter();
    int inRequest = 0;
    for (Target t : targets) {
      long at = intervalMillis + t.offsetMillis + random.nextInt(JITTER_MILLIS);
      for (FleetSeries one : t.series) {
        int mark = out.open(TIME_SERIES);
        out.raw(one.labels());
        int sample = out.open(SAMPLES);
        out.float64(1, one.next());
        out.int64(2, at);
        out.close(sample);
        out.close(mark);
        if (++inRequest == MOST_IN_REQUEST) {
          flush(out, requests);
          inRequest = 0;
        }
      }
      for (NativeSeries one : t.natives) {
        int mark = out.open(TIME_SERIES);
        out.raw(one.labels());
        int histogram = out.open(HISTOGRAMS);
        one.writeNext(out, at);
        out.close(histogram);
        out.close(mark);
        inRequest++;
      }
    }
    flush(out, requests);
  }

  private static void flush(ProtoWriter out, Requests requests)
      throws IOException, InterruptedException {
    requests.send(Snappy.encode(out.array(), 0, out.size()));
    out.clear();
  }
}
