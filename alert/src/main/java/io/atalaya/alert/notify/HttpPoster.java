package io.atalaya.alert.notify;

import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.RequestHeaders;
import io.atalaya.model.http.TlsContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Posts messages over HTTP and reads from the answer what became of them: 2xx arrived; 429 and 5xx
 * are worth another attempt, after {@code Retry-After} if that is given; anything else is refused.
 */
final class HttpPoster {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** How much of an answer is kept for people. */
  private static final int MAX_DETAIL_BYTES = 300;

  private final HttpClientConfig config;
  private final InstantSource clock;
  private @Nullable HttpClient client;

  HttpPoster(HttpClientConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * Posts once.
   *
   * @param timeout for the whole attempt; 0 for 30 seconds
   */
  Outcome post(String url, String contentType, byte[] body, Duration timeout) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(timeout.isZero() ? DEFAULT_TIMEOUT : timeout)
              .header("Content-Type", contentType)
              .header("User-Agent", "Atalaya")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      addHeaders(request);
      HttpResponse<InputStream> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return outcome(response);
    } catch (IllegalArgumentException e) {
      // The message would show the URL, which is a secret.
      return new Outcome.Refused("the URL is no http or https URL");
    } catch (IOException e) {
      return new Outcome.Retry(e.getClass().getSimpleName() + withoutUrl(e, url), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Retry("interrupted", null);
    }
  }

  private static String withoutUrl(IOException e, String url) {
    String message = e.getMessage();
    return message == null ? "" : ": " + message.replace(url, "<secret>");
  }

  private void addHeaders(HttpRequest.Builder request) throws IOException {
    for (Map.Entry<String, String> h : RequestHeaders.ofCredentials(config.credentials())) {
      request.header(h.getKey(), h.getValue());
    }
    for (Map.Entry<String, String> h : RequestHeaders.ofConfigured(config)) {
      request.header(h.getKey(), h.getValue());
    }
  }

  private synchronized HttpClient client() throws IOException {
    if (client == null) {
      SSLContext context = TlsContext.of(config.tls());
      client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT_TIMEOUT)
              .sslContext(context)
              .sslParameters(TlsContext.parameters(config.tls(), context))
              .followRedirects(HttpClient.Redirect.NEVER)
              .version(
                  config.enableHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
              .build();
    }
    return client;
  }

  private Outcome outcome(HttpResponse<InputStream> response) throws IOException {
    int status = response.statusCode();
    String answer = "HTTP " + status + detail(response);
    if (status / 100 == 2) {
      return new Outcome.Delivered(answer);
    }
    if (status == 429 || status / 100 == 5) {
      return new Outcome.Retry(answer, retryAfter(response).orElse(null));
    }
    return new Outcome.Refused(answer);
  }

  private static String detail(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      String text = new String(body.readNBytes(MAX_DETAIL_BYTES), StandardCharsets.UTF_8);
      return text.isBlank() ? "" : ": " + text.strip().replaceAll("\\s+", " ");
    }
  }

  /** Seconds or a date (RFC 9110, 10.2.3). */
  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response.headers().firstValue("Retry-After").flatMap(this::parseRetryAfter);
  }

  private Optional<Duration> parseRetryAfter(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
    } catch (NumberFormatException e) {
      return parseRetryDate(value);
    }
  }

  private Optional<Duration> parseRetryDate(String value) {
    try {
      Instant when =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), when);
      return wait.isNegative() ? Optional.empty() : Optional.of(wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
