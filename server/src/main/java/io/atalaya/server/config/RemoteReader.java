package io.atalaya.server.config;

import io.atalaya.collect.alertmanager.AlertingConfig;
import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.remote.RemoteWriteConfig;
import io.atalaya.collect.remote.RemoteWriteConfig.Message;
import io.atalaya.collect.remote.RemoteWriteConfig.Metadata;
import io.atalaya.collect.remote.RemoteWriteConfig.Queue;
import io.atalaya.collect.remote.RemoteWriteConfig.Sends;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.remoteread.RemoteReadConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The keys of {@code remote_write}, {@code remote_read} and {@code alerting}. */
final class RemoteReader {
  private static final Map<String, Message> MESSAGES =
      Map.of(
          "prometheus.WriteRequest", Message.V1,
          "io.prometheus.write.v2.Request", Message.V2);

  /** Headers of remote write and read that are not the user's to set, lower case. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "www-authenticate",
          "x-amz-content-sha256",
          "x-amz-date",
          "x-amz-security-token",
          "x-prometheus-remote-read-version",
          "x-prometheus-remote-write-version");

  private final NameValidation names;
  private final Set<String> writeNames = new HashSet<>();
  private final Set<String> readNames = new HashSet<>();

  RemoteReader(GlobalConfig global) {
    this.names = global.scrape().names();
  }

  RemoteWriteConfig write(Section s) {
    String name = unique(s, "remote write", writeNames);
    Secret url = url(s, "remote_write");
    List<RelabelRule> rules = RelabelReader.list(s, "write_relabel_configs", names);
    Sends sends =
        new Sends(
            s.flag("send_exemplars", false),
            s.flag("send_native_histograms", false),
            s.flag("round_robin_dns", false));
    s.flag("failed_request_logging", false);
    AwsSigning sigv4 = s.section("sigv4", AwsReader::sigv4).orElse(null);
    refuse(s, "google_iam");
    HttpClientConfig given = HttpClientReader.readWithHttp2(s, false);
    requireOneProof(s, given, "sigv4", "azuread");
    HttpClientConfig http =
        s.section("azuread", AzureReader::read)
            .flatMap(credentials -> credentials)
            .map(given::withCredentials)
            .orElse(given);
    return new RemoteWriteConfig(
        name,
        url,
        GlobalReader.positive(s, "remote_timeout", Duration.ofSeconds(30)),
        headers(s),
        rules,
        s.choice("protobuf_message", Message.V1, MESSAGES),
        sends,
        http,
        s.section("queue_config", RemoteReader::queue).orElseGet(Queue::defaults),
        s.section("metadata_config", RemoteReader::metadata).orElseGet(Metadata::defaults),
        sigv4);
  }

  /** Requires that at most one of these keys is there, and no other credentials beside it. */
  private static void requireOneProof(Section s, HttpClientConfig http, String... keys) {
    List<String> there = Arrays.stream(keys).filter(s::has).toList();
    int others = http.credentials().equals(Credentials.NONE) ? 0 : 1;
    if (!there.isEmpty() && there.size() + others > 1) {
      s.error(
          there.getLast(),
          "at most one of basic_auth, authorization, oauth2, sigv4, azuread or google_iam must be"
              + " configured");
    }
  }

  private static void refuse(Section s, String key) {
    if (s.has(key)) {
      s.error(key, key + " is not supported yet; use basic_auth, authorization or oauth2");
    }
    s.hide(key);
  }

  private static Queue queue(Section s) {
    Queue defaults = Queue.defaults();
    return new Queue(
        any(s, "capacity", defaults.capacity()),
        any(s, "max_shards", defaults.maxShards()),
        any(s, "min_shards", defaults.minShards()),
        any(s, "max_samples_per_send", defaults.maxSamplesPerSend()),
        s.duration("batch_send_deadline", defaults.batchSendDeadline()),
        s.duration("min_backoff", defaults.minBackoff()),
        s.duration("max_backoff", defaults.maxBackoff()),
        s.flag("retry_on_http_429", defaults.retryOnRateLimit()),
        s.duration("sample_age_limit", defaults.sampleAgeLimit()));
  }

  private static int any(Section s, String key, int fallback) {
    return s.integer(key, fallback, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static Metadata metadata(Section s) {
    Metadata defaults = Metadata.defaults();
    return new Metadata(
        s.flag("send", defaults.send()),
        s.duration("send_interval", defaults.interval()),
        s.count("max_samples_per_send", defaults.maxSamplesPerSend()));
  }

  RemoteReadConfig read(Section s) {
    String name = unique(s, "remote read", readNames);
    Secret url = url(s, "remote_read");
    int maxFrameBytes = s.count("chunked_read_limit", 50_000_000);
    HttpClientConfig http = HttpClientReader.read(s);
    return new RemoteReadConfig(
        name,
        url,
        GlobalReader.positive(s, "remote_timeout", Duration.ofMinutes(1)),
        headers(s),
        s.flag("read_recent", false),
        Labels.of(s.textMap("required_matchers")),
        s.flag("filter_external_labels", true),
        maxFrameBytes,
        http);
  }

  private static String unique(Section s, String what, Set<String> names) {
    String name = s.text("name", "");
    if (!name.isEmpty() && !names.add(name)) {
      s.error("name", "found multiple " + what + " configs with job name \"" + name + "\"");
    }
    return name;
  }

  private static Secret url(Section s, String what) {
    return s.url("url")
        .orElseGet(
            () -> {
              s.error("url", "url for " + what + " is empty");
              return Secret.of("");
            });
  }

  private static Map<String, Secret> headers(Section s) {
    Map<String, Secret> headers = s.secretMap("headers");
    for (String name : headers.keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals("authorization")) {
        s.error("headers", "authorization header must be changed via basic_auth or authorization");
      } else if (RESERVED.contains(lower)) {
        s.error("headers", name + " is a reserved header. It must not be changed");
      }
    }
    return headers;
  }

  /** Whether a header, in lower case, is not the user's to set. */
  static boolean isReserved(String name) {
    return name.equals("authorization") || RESERVED.contains(name);
  }

  AlertingConfig alerting(Section s) {
    return new AlertingConfig(
        RelabelReader.list(s, "alert_relabel_configs", names),
        s.sections("alertmanagers", this::alertmanagers));
  }

  private AlertingConfig.Alertmanagers alertmanagers(Section s) {
    List<RelabelRule> rules = RelabelReader.list(s, "relabel_configs", names);
    HttpClientConfig http = HttpClientReader.read(s);
    AwsSigning sigv4 = s.section("sigv4", AwsReader::sigv4).orElse(null);
    requireOneProof(s, http, "sigv4");
    List<Discovery> discoveries = DiscoveryReader.read(s);
    if (rules.isEmpty()) {
      ScrapeReader.refuseUrls(s, discoveries);
    }
    s.choice("api_version", "v2", Map.of("v2", "v2"));
    return new AlertingConfig.Alertmanagers(
        s.text("scheme", "http"),
        s.text("path_prefix", ""),
        GlobalReader.positive(s, "timeout", Duration.ofSeconds(10)),
        discoveries,
        rules,
        RelabelReader.list(s, "alert_relabel_configs", names),
        http,
        sigv4);
  }
}
