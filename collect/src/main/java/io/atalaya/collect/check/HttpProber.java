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
import io.atalaya.collect.http.ResponseHead;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.collect.http.Unpacking;
import io.atalaya.model.SecretSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a URL, measures the phases and looks at status, headers, body, time and certificate. */
final class HttpProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int READ_BYTES = 8 << 10;

  private final HttpCheck check;
  private final HttpCheck.Expected expected;
  private final Network network;
  private final InstantSource clock;
  private final AnswerConditions conditions;

  HttpProber(HttpCheck check, ProbeContext context) {
    this.check = check;
    this.expected = check.expected();
    this.network = context.network();
    this.clock = context.clock();
    this.conditions = new AnswerConditions(expected);
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    readNothing(seen);
    if (conditions.usesCel()) {
      seen.read("probe_failed_due_to_cel", 0);
    }
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    HttpCaller caller = HttpCaller.latest(check.http(), lookup.network(), check.maxRedirects());
    try (Answer answer = caller.call(request(), deadline)) {
      lookup.read(seen, answer.redirects() == 0 ? answer.remoteAddress() : null);
      boolean good = readHead(seen, answer);
      readBody(seen, answer, good);
    } catch (ExchangeException e) {
      readFailure(seen, lookup, caller, e);
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(expected.slowAfter(), took);
    return seen.build(took);
  }

  private static void readFailure(
      Observation.Builder seen, AddressReadings lookup, HttpCaller caller, ExchangeException e) {
    if (lookup.found()) {
      readPhases(seen, Phases.NONE);
    }
    readPhase(seen, "resolve", lookup.nanos());
    lookup.read(seen, null);
    ResponseHead head = caller.lastHead();
    if (e.reason() == Reason.REDIRECTS && head != null) {
      seen.read("probe_http_redirects", caller.maxRedirects() + 1);
      seen.read("probe_http_status_code", head.status());
      seen.read("probe_http_version", head.version());
      readLastModified(seen, head.header("Last-Modified"));
      seen.read("probe_http_content_length", length(head.header("Content-Length")));
    }
  }

  private static double length(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  private HttpCall request() throws ExchangeException {
    HttpCheck.Request request = check.request();
    List<HttpCall.Header> headers = new ArrayList<>();
    try {
      for (Map.Entry<String, SecretSource> header : request.headers().entrySet()) {
        headers.add(new HttpCall.Header(header.getKey(), header.getValue().read().reveal()));
      }
      if (asksForGzip()) {
        headers.add(new HttpCall.Header("Accept-Encoding", "gzip"));
      }
      return new HttpCall(request.method(), check.url(), headers, bytes(request));
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "what is to be sent cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte @Nullable [] bytes(HttpCheck.Request request) throws IOException {
    Path file = request.bodyFile();
    String body = request.body();
    if (file != null) {
      return Files.readAllBytes(file);
    }
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }

  private boolean namesEncodings() {
    return check.request().headers().keySet().stream()
        .anyMatch(name -> name.equalsIgnoreCase("Accept-Encoding"));
  }

  /** What is told of an attempt without an answer, as blackbox_exporter tells it. */
  private static void readNothing(Observation.Builder seen) {
    readPhase(seen, "resolve", 0);
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

  /** Reads and judges all but the body; whether it is good so far. */
  private boolean readHead(Observation.Builder seen, Answer answer) throws ExchangeException {
    seen.read("probe_http_status_code", answer.status());
    seen.read("probe_http_version", answer.httpVersion());
    seen.read("probe_http_redirects", answer.redirects() + (refusesRedirect(answer) ? 1 : 0));
    seen.read("probe_http_content_length", contentLength(answer));
    readPhases(seen, answer.phases());
    readLastModified(seen, answer.header("Last-Modified"));
    boolean good = judgeStatus(seen, answer);
    good = good && conditions.judgeHeaders(seen, answer);
    judgeVersion(seen, answer);
    judgeTls(seen, answer.tls());
    return good;
  }

  /** A redirect that is not followed is counted all the same, as blackbox_exporter does. */
  private boolean refusesRedirect(Answer answer) {
    return !check.http().followRedirects()
        && answer.status() / 100 == 3
        && !answer.header("Location").isEmpty();
  }

  private double contentLength(Answer answer) {
    boolean unpacked = asksForGzip() && answer.isGzip();
    return unpacked ? -1 : length(answer.header("Content-Length"));
  }

  private boolean asksForGzip() {
    return check.request().compression() == null && !namesEncodings();
  }

  private static void readLastModified(Observation.Builder seen, String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      ZonedDateTime time = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      seen.read("probe_http_last_modified_timestamp_seconds", (double) time.toEpochSecond());
    } catch (DateTimeParseException e) {
      // A date that is none says nothing.
      return;
    }
  }

  private static void readPhases(Observation.Builder seen, Phases phases) {
    readPhase(seen, "resolve", phases.resolve());
    readPhase(seen, "connect", phases.connect());
    readPhase(seen, "tls", phases.tls());
    readPhase(seen, "processing", phases.processing());
    readPhase(seen, "transfer", phases.transfer());
  }

  private static void readPhase(Observation.Builder seen, String phase, long nanos) {
    seen.read("probe_http_duration_seconds", "phase", phase, nanos / NANOS_PER_SECOND);
  }

  private boolean judgeStatus(Observation.Builder seen, Answer answer) {
    boolean good = expected.status().stream().anyMatch(range -> range.contains(answer.status()));
    if (!good) {
      seen.judge(Verdict.DOWN, "status", "the answer has status " + answer.status());
    }
    return good;
  }

  private void judgeVersion(Observation.Builder seen, Answer answer) {
    String version = "HTTP/" + answer.httpVersion();
    if (!expected.versions().isEmpty() && !expected.versions().contains(version)) {
      seen.judge(Verdict.DOWN, "http_version", "the answer is " + version);
    }
  }

  private void judgeTls(Observation.Builder seen, @Nullable TlsPeer tls) throws ExchangeException {
    seen.read("probe_http_ssl", tls == null ? 0 : 1);
    if (tls == null) {
      if (expected.tls() == HttpCheck.TlsRule.REQUIRED) {
        seen.judge(Verdict.DOWN, "no_tls", "the answer came without TLS");
      }
      return;
    }
    if (expected.tls() == HttpCheck.TlsRule.FORBIDDEN) {
      seen.judge(Verdict.DOWN, "tls_used", "the answer came over TLS");
    }
    CertificateReadings.read(seen, tls, check.http().tls(), network);
    CertificateReadings.judgeExpiry(
        seen, tls, expected.certificateExpiresWithin(), clock.instant());
  }

  /** A body as it is read. */
  private static final class Body {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long sizeBytes;
  }

  private void readBody(Observation.Builder seen, Answer answer, boolean good)
      throws ExchangeException {
    if (refusesRedirect(answer)) {
      return;
    }
    Body body = new Body();
    try {
      readInto(body, answer, good && conditions.lookAtBody());
      if (good && conditions.lookAtBody()) {
        conditions.judgeBody(seen, body.kept.toString(StandardCharsets.UTF_8));
      }
    } catch (ExchangeException e) {
      conditions.readUnseen(seen);
      seen.judge(e);
    } catch (IOException e) {
      conditions.readUnseen(seen);
      seen.judge(
          Verdict.DOWN,
          Reason.CONNECTION_CLOSED.text(),
          "reading the answer failed: " + e.getMessage());
    }
    seen.read("probe_http_uncompressed_body_length", (double) body.sizeBytes);
    readPhases(seen, answer.phases());
  }

  private void readInto(Body body, Answer answer, boolean keep) throws IOException {
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = unpacked(answer)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        long room = expected.maxBodyBytes() - body.sizeBytes;
        body.sizeBytes += Math.min(n, room);
        if (n > room) {
          throw new ExchangeException(
              Reason.TOO_LARGE,
              "the body is larger than " + expected.maxBodyBytes() + " bytes",
              null);
        }
        if (keep) {
          body.kept.write(buffer, 0, n);
        }
      }
    }
  }

  private InputStream unpacked(Answer answer) throws IOException {
    HttpCheck.Compression compression = check.request().compression();
    return compression == null
        ? answer.body()
        : Unpacking.unpack(compression.text(), answer.packedBody());
  }
}
