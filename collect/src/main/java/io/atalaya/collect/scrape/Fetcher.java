package io.atalaya.collect.scrape;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gets a target's exposition into memory, within its limits. For one thread at a time. */
final class Fetcher implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;
  private static final int FIRST_BUFFER_BYTES = 16 << 10;

  private final Target target;
  private final Network network;
  private final HttpCaller caller;
  private final HttpCall call;
  private final long limitBytes;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private boolean answered;

  /**
   * A body in memory.
   *
   * @param bytes holds the body, and perhaps more; used again by the next fetch
   * @param length bytes that count
   * @param contentType as the target says; may be empty
   * @param fault why the target counts as down although there is a body; empty if it does not
   */
  record Body(byte[] bytes, int length, String contentType, String fault) {}

  Fetcher(Target target, ScrapeConfig config, Network network) {
    this.target = target;
    Path socket = target.unixSocket();
    this.network = socket == null ? network : network.withUnixSocket(socket);
    this.caller = new HttpCaller(config.request().http(), this.network, true, MAX_REDIRECTS);
    this.call = HttpCall.get(target.url(), headers(config.request(), target.timeout()));
    this.limitBytes = config.limits().bodyBytesOrMax();
  }

  private static List<HttpCall.Header> headers(ScrapeRequest request, Duration timeout) {
    return List.of(
        new HttpCall.Header("Accept", accept(request)),
        new HttpCall.Header("Accept-Encoding", request.enableCompression() ? "gzip" : "identity"),
        new HttpCall.Header("X-Prometheus-Scrape-Timeout-Seconds", seconds(timeout)));
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** The formats in order of preference, weighed as Prometheus weighs them. */
  static String accept(ScrapeRequest request) {
    List<String> values = new ArrayList<>();
    int weight = ScrapeProtocol.values().length + 1;
    for (ScrapeProtocol protocol : request.protocols()) {
      boolean escapes =
          protocol == ScrapeProtocol.OPENMETRICS_1_0_0 || protocol == ScrapeProtocol.TEXT_1_0_0;
      String escaping = escapes ? ";escaping=" + request.escaping().text() : "";
      values.add(protocol.mediaType() + escaping + ";q=0." + weight);
      weight--;
    }
    values.add("*/*;q=0." + weight);
    return String.join(",", values);
  }

  /**
   * Fetches once.
   *
   * @throws ExchangeException if there is no complete answer with status 200
   */
  Body fetch() throws ExchangeException {
    Deadline deadline = Deadline.in(target.timeout(), network.ticker());
    answered = false;
    try (Answer answer = caller.call(call, deadline)) {
      answered = true;
      if (answer.status() != 200) {
        throw new ExchangeException(
            Reason.PROTOCOL, "server returned HTTP status " + answer.statusLine(), null);
      }
      int length = readAll(answer.body());
      return new Body(buffer, length, answer.header("Content-Type"), "");
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.CONNECTION_CLOSED, "reading the body failed: " + e.getMessage(), e);
    }
  }

  /** Whether the last fetch got the head of an answer of HTTP. */
  boolean answered() {
    return answered;
  }

  private int readAll(InputStream in) throws IOException {
    int length = 0;
    for (int n = in.read(buffer, 0, buffer.length); n >= 0; ) {
      length += n;
      if (length >= limitBytes) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "body size limit exceeded: " + limitBytes + " bytes or more", null);
      }
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, limitBytes));
      }
      n = in.read(buffer, length, buffer.length - length);
    }
    return length;
  }

  @Override
  public void close() {
    caller.close();
  }
}
