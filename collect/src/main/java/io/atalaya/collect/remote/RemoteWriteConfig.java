package io.atalaya.collect.remote;

import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.relabel.RelabelRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that samples are sent to: an entry of {@code remote_write}.
 *
 * @param name unique if not empty, which it is by default
 * @param url where; a secret, for it may hold a password
 * @param timeout how long one request may take; 30 s by default
 * @param headers further headers
 * @param relabelRules {@code write_relabel_configs}
 * @param message version of the protocol; 1 by default
 * @param sends what is sent besides floats
 * @param http how requests are made; without HTTP/2 by default
 * @param queue how samples wait
 * @param metadata how metadata is sent
 * @param sigv4 how requests are signed for Amazon, or null
 */
public record RemoteWriteConfig(
    String name,
    Secret url,
    Duration timeout,
    Map<String, Secret> headers,
    List<RelabelRule> relabelRules,
    Message message,
    Sends sends,
    HttpClientConfig http,
    Queue queue,
    Metadata metadata,
    @Nullable AwsSigning sigv4) {
  /** Versions of the protocol. */
  public enum Message {
    /** {@code prometheus.WriteRequest}. */
    V1,
    /** {@code io.prometheus.write.v2.Request}. */
    V2
  }

  /**
   * What is sent, and how.
   *
   * @param exemplars {@code send_exemplars}; false by default
   * @param nativeHistograms {@code send_native_histograms}; false by default
   * @param roundRobinDns whether each connection asks for the address anew; false by default
   */
  public record Sends(boolean exemplars, boolean nativeHistograms, boolean roundRobinDns) {}

  /**
   * How samples wait to be sent; refuses what Prometheus refuses, in its words.
   *
   * @param capacity samples a shard holds; 10,000 by default
   * @param maxShards requests at once, at most; 50 by default
   * @param minShards requests at once, at least; 1 by default
   * @param maxSamplesPerSend 2,000 by default
   * @param batchSendDeadline how long a request waits for more; 5 s by default
   * @param minBackoff first wait after a failure; 30 ms by default
   * @param maxBackoff longest wait; 5 s by default
   * @param retryOnRateLimit whether 429 is retried; false by default
   * @param sampleAgeLimit age at which samples are given up; 0 (default) for never
   */
  public record Queue(
      int capacity,
      int maxShards,
      int minShards,
      int maxSamplesPerSend,
      Duration batchSendDeadline,
      Duration minBackoff,
      Duration maxBackoff,
      boolean retryOnRateLimit,
      Duration sampleAgeLimit) {
    private static final Queue DEFAULTS =
        new Queue(
            10_000,
            50,
            1,
            2000,
            Duration.ofSeconds(5),
            Duration.ofMillis(30),
            Duration.ofSeconds(5),
            false,
            Duration.ZERO);

    public Queue {
      requirePositive("max_shards", maxShards);
      requirePositive("min_shards", minShards);
      if (minShards > maxShards) {
        throw new IllegalArgumentException(
            "remote write queue min_shards must not be greater than max_shards");
      }
      requirePositive("max_samples_per_send", maxSamplesPerSend);
      requirePositive("capacity", capacity);
      if (maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException(
            "remote write queue max_backoff must not be less than min_backoff");
      }
    }

    private static void requirePositive(String key, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException("remote write queue " + key + " must be positive");
      }
    }

    public static Queue defaults() {
      return DEFAULTS;
    }
  }

  /**
   * How metadata is sent.
   *
   * @param send true by default
   * @param interval 1 m by default
   * @param maxSamplesPerSend 2,000 by default
   */
  public record Metadata(boolean send, Duration interval, int maxSamplesPerSend) {
    public static Metadata defaults() {
      return new Metadata(true, Duration.ofMinutes(1), 2000);
    }
  }

  public RemoteWriteConfig {
    headers = Map.copyOf(headers);
    relabelRules = List.copyOf(relabelRules);
  }
}
