package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Phases;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.model.SecretSource;
import io.atalaya.model.regex.RegexSearch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a URL, measures the phases and looks at status, body, time and certificate. */
final class HttpProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int READ_BYTES = 8 << 10;

  private final HttpCheck check;
  private final Network network;
  private final InstantSource clock;
  private final HttpCaller caller;

  /** The expressions of the check's conditions. */
  private final Map<String, RegexSearch> expressions = new HashMap<>();

  HttpProber(HttpCheck check, ProbeContext context) {
    this.check = check;
    this.network = context.network();
    this.clock = context.clock();
    this.caller = new HttpCaller(check.http(), network, false, check.maxRedirects());
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    readNothing(seen);
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (Answer answer = caller.call(request(), deadline)) {
      Body body = readBody(answer);
      look(seen, answer, body);
    } catch (ExchangeException e) {
      seen.judge(e);
    } catch (IOException e) {
      seen.judge(
          Verdict.DOWN,
          Reason.CONNECTION_CLOSED.text(),
          "reading the answer failed: " + e.getMessage());
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private HttpCall request() throws ExchangeException {
    List<HttpCall.Header> headers = new ArrayList<>();
    try {
      for (Map.Entry<String, SecretSource> header : check.headers().entrySet()) {
        headers.add(new HttpCall.Header(header.getKey(), header.getValue().read().reveal()));
      }
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "a header's file cannot be read: " + e.getMessage(), e);
    }
    headers.add(new HttpCall.Header("Accept-Encoding", "gzip"));
    String body = check.body();
    byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
    return new HttpCall(check.method(), check.url(), headers, bytes);
  }

  /** What is told of an attempt without an answer, as blackbox_exporter tells it. */
  private static void readNothing(Observation.Builder seen) {
    readPhases(seen, Phases.NONE);
    for (String metric :
        List.of(
            "probe_failed_due_to_regex",
            "probe_http_content_length",
            "probe_http_redirects",
            "probe_http_ssl",
            "probe_http_status_code",
            "probe_http_uncompressed_body_length",
            "probe_http_version")) {
      seen.read(metric, 0);
    }
  }

  /** A body that was read; its text is empty if no condition looks at it. */
  private record Body(String text, long sizeBytes) {}

  private Body readBody(Answer answer) throws IOException {
    boolean keep = !check.conditions().isEmpty();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[READ_BYTES];
    long total = 0;
    InputStream in = answer.body();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total > check.maxBodyBytes()) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "the body is larger than " + check.maxBodyBytes() + " bytes", null);
      }
      if (keep) {
        kept.write(buffer, 0, n);
      }
    }
    return new Body(kept.toString(StandardCharsets.UTF_8), total);
  }

  private void look(Observation.Builder seen, Answer answer, Body body) {
    seen.read("probe_http_status_code", answer.status());
    seen.read("probe_http_version", answer.httpVersion());
    seen.read("probe_http_redirects", answer.redirects());
    seen.read("probe_http_content_length", contentLength(answer));
    seen.read("probe_http_uncompressed_body_length", (double) body.sizeBytes());
    seen.read("probe_ip_protocol", answer.remoteAddress() instanceof Inet6Address ? 6 : 4);
    readPhases(seen, answer.phases());
    judgeStatus(seen, answer.status());
    judgeBody(seen, body.text());
    TlsPeer tls = answer.tls();
    seen.read("probe_http_ssl", tls == null ? 0 : 1);
    if (tls != null) {
      judgeCertificate(seen, tls);
    }
  }

  private static double contentLength(Answer answer) {
    String length = answer.header("Content-Length");
    return length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
  }

  private static void readPhases(Observation.Builder seen, Phases phases) {
    seen.read("probe_dns_lookup_time_seconds", phases.resolve() / NANOS_PER_SECOND);
    readPhase(seen, "resolve", phases.resolve());
    readPhase(seen, "connect", phases.connect());
    readPhase(seen, "tls", phases.tls());
    readPhase(seen, "processing", phases.processing());
    readPhase(seen, "transfer", phases.transfer());
  }

  private static void readPhase(Observation.Builder seen, String phase, long nanos) {
    seen.read("probe_http_duration_seconds", "phase", phase, nanos / NANOS_PER_SECOND);
  }

  private void judgeStatus(Observation.Builder seen, int status) {
    if (check.expectedStatus().stream().noneMatch(range -> range.contains(status))) {
      seen.judge(Verdict.DOWN, "status", "the answer has status " + status);
    }
  }

  private void judgeBody(Observation.Builder seen, String body) {
    boolean failedExpression = false;
    for (BodyCondition condition : check.conditions()) {
      switch (condition) {
        case BodyCondition.Keyword(String text, boolean present) -> {
          if (body.contains(text) != present) {
            seen.judge(Verdict.DOWN, "keyword", missing("\"" + text + "\"", present));
          }
        }
        case BodyCondition.Expression(String regex, boolean present) -> {
          if (expressions.computeIfAbsent(regex, RegexSearch::compile).find(body) != present) {
            failedExpression = true;
            seen.judge(Verdict.DOWN, "regex", missing("a match of " + regex, present));
          }
        }
      }
    }
    seen.read("probe_failed_due_to_regex", failedExpression ? 1 : 0);
  }

  private static String missing(String what, boolean wanted) {
    return wanted ? "the body does not hold " + what : "the body holds " + what;
  }

  private void judgeCertificate(Observation.Builder seen, TlsPeer tls) {
    Instant end = tls.earliestExpiry();
    seen.read("probe_ssl_earliest_cert_expiry", (double) end.getEpochSecond());
    seen.read("probe_tls_version_info", "version", tls.version(), 1);
    Duration warning = check.certificateExpiresWithin();
    if (warning != null && end.isBefore(clock.instant().plus(warning))) {
      seen.judge(Verdict.DEGRADED, "certificate_expiry", "the certificate ends at " + end);
    }
  }
}
