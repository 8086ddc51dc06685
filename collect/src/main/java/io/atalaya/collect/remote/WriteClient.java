package io.atalaya.collect.remote;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.AwsSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends requests to one server over one connection. For one thread at a time. */
final class WriteClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;

  /** How much of a refusal is told. */
  private static final int MAX_REASON_BYTES = 1024;

  private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";
  private static final int TOO_MANY_REQUESTS = 429;

  /** Amazon's service for Prometheus. */
  private static final String AMAZON_SERVICE = "aps";

  private final RemoteWriteConfig config;
  private final Network network;
  private final InstantSource clock;
  private final HttpCaller caller;
  private final URI url;
  private final @Nullable AwsSigner signer;

  /**
   * A client without a connection.
   *
   * @param signer who signs requests, shared by all clients of a server; null for nobody
   */
  WriteClient(
      RemoteWriteConfig config, Network network, InstantSource clock, @Nullable AwsSigner signer) {
    this.signer = signer;
    this.config = config;
    this.network = network;
    this.clock = clock;
    caller = new HttpCaller(config.http(), network, true, MAX_REDIRECTS);
    url = URI.create(config.url().reveal());
  }

  /** Who signs requests to a server; null if nobody does. */
  static @Nullable AwsSigner signer(
      RemoteWriteConfig config, Network network, InstantSource clock) {
    return config.sigv4() == null
        ? null
        : new AwsSigner(config.sigv4(), AMAZON_SERVICE, network.environment(), clock);
  }

  /**
   * Sends a body.
   *
   * @param attempt 0 for the first time
   * @param timeout how long it may take
   */
  Outcome send(byte[] body, RemoteWriteConfig.Message message, int attempt, Duration timeout) {
    Deadline deadline = Deadline.in(timeout, network.ticker());
    try (Answer answer = caller.call(call(body, message, attempt), deadline)) {
      byte[] beginning = answer.body().readNBytes(MAX_REASON_BYTES);
      answer.body().transferTo(java.io.OutputStream.nullOutputStream());
      return outcome(answer, new String(beginning, StandardCharsets.UTF_8).strip(), message);
    } catch (IOException e) {
      return new Outcome.Later(String.valueOf(e.getMessage()), Duration.ZERO);
    }
  }

  private HttpCall call(byte[] body, RemoteWriteConfig.Message message, int attempt)
      throws IOException {
    String type =
        switch (message) {
          case V1 -> "application/x-protobuf";
          case V2 -> "application/x-protobuf;proto=io.prometheus.write.v2.Request";
        };
    List<Header> headers = headers(message, attempt);
    headers.add(new Header("Content-Type", type));
    if (signer != null) {
      signer.ofPost(url, type, body).forEach((name, value) -> headers.add(new Header(name, value)));
    }
    return new HttpCall("POST", url, headers, body);
  }

  private List<Header> headers(RemoteWriteConfig.Message message, int attempt) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Encoding", "snappy"));
    headers.add(
        new Header(
            "X-Prometheus-Remote-Write-Version",
            switch (message) {
              case V1 -> "0.1.0";
              case V2 -> "2.0.0";
            }));
    if (attempt > 0) {
      headers.add(new Header("Retry-Attempt", Integer.toString(attempt)));
    }
    config.headers().forEach((name, value) -> headers.add(new Header(name, value.reveal())));
    return headers;
  }

  private Outcome outcome(Answer answer, String text, RemoteWriteConfig.Message message) {
    int status = answer.status();
    Outcome.Written written = written(answer);
    if (status / 100 == 2) {
      boolean understood = message == RemoteWriteConfig.Message.V1 || written.told();
      return understood
          ? new Outcome.Taken(written)
          : new Outcome.Refused(
              "the server answers "
                  + status
                  + " but does not say that it has written anything: it does not know"
                  + " io.prometheus.write.v2.Request; use protobuf_message:"
                  + " prometheus.WriteRequest",
              status,
              written);
    }
    String reason = "server returned HTTP status " + status + (text.isEmpty() ? "" : ": ") + text;
    boolean later =
        status / 100 == 5 || (status == TOO_MANY_REQUESTS && config.queue().retryOnRateLimit());
    return later
        ? new Outcome.Later(reason, retryAfter(answer.header("Retry-After")))
        : new Outcome.Refused(reason, status, written);
  }

  private static Outcome.Written written(Answer answer) {
    String samples = answer.header(WRITTEN.formatted("Samples"));
    String histograms = answer.header(WRITTEN.formatted("Histograms"));
    String exemplars = answer.header(WRITTEN.formatted("Exemplars"));
    boolean told = !samples.isEmpty() || !histograms.isEmpty() || !exemplars.isEmpty();
    return new Outcome.Written(
        new Amounts(number(samples), number(histograms), number(exemplars)), told);
  }

  private static long number(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Seconds or a date (RFC 9110, 10.2.3); zero if it is neither, or over. */
  private Duration retryAfter(String text) {
    try {
      return Duration.ofSeconds(Math.max(0, Integer.parseInt(text)));
    } catch (NumberFormatException e) {
      return untilDate(text);
    }
  }

  private Duration untilDate(String text) {
    try {
      Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), when);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  @Override
  public void close() {
    caller.close();
  }
}
