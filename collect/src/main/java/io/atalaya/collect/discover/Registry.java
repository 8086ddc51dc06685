package io.atalaya.collect.discover;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.HttpClientConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Asks a registry's HTTP API. One question at a time. */
public final class Registry implements AutoCloseable {
  /** The largest answer that is read. */
  static final int MAX_ANSWER_BYTES = 256 << 20;

  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_SHOWN_BYTES = 200;

  private final HttpCaller caller;
  private final Network network;

  /** A parameter of a question. */
  public record Parameter(String name, String value) {}

  /** What a registry answered. */
  public record Reply(Answer head, byte[] body) {
    public String header(String name) {
      return head.header(name);
    }
  }

  public Registry(HttpClientConfig http, Network network) {
    this.caller = new HttpCaller(http, network, true, MAX_REDIRECTS);
    this.network = network;
  }

  /**
   * Gets what is at a place.
   *
   * @throws IOException unless the answer comes in time, is complete and has status 200
   */
  public Reply get(URI url, List<Header> headers, Duration timeout) throws IOException {
    try (Answer answer = open(url, headers, timeout)) {
      byte[] body = answer.body().readNBytes(MAX_ANSWER_BYTES + 1);
      if (body.length > MAX_ANSWER_BYTES) {
        throw new IOException("the answer is larger than " + MAX_ANSWER_BYTES + " bytes");
      }
      return new Reply(answer, body);
    }
  }

  /** The same, with the body still to be read; the caller closes it. */
  public Answer open(URI url, List<Header> headers, Duration timeout) throws IOException {
    Answer answer = caller.call(HttpCall.get(url, headers), Deadline.in(timeout, network.ticker()));
    if (answer.status() != 200) {
      try (answer) {
        byte[] beginning = answer.body().readNBytes(MAX_SHOWN_BYTES);
        throw new RefusedException(
            answer.status(), new String(beginning, StandardCharsets.UTF_8).strip());
      }
    }
    return answer;
  }

  /** An answer with another status than 200. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(int status, String beginning) {
      super(
          "server returned HTTP status " + status + (beginning.isEmpty() ? "" : ": ") + beginning);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** A URL below another one; parameters with empty values are left out. */
  public static URI below(URI base, String path, List<Parameter> parameters) {
    String start = base.toString();
    String query =
        parameters.stream()
            .filter(p -> !p.value().isEmpty())
            .map(p -> encoded(p.name()) + "=" + encoded(p.value()))
            .collect(Collectors.joining("&"));
    return URI.create(
        (start.endsWith("/") ? start.substring(0, start.length() - 1) : start)
            + path
            + (query.isEmpty() ? "" : "?" + query));
  }

  /** A text as it may stand in a query or as one part of a path. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    caller.close();
  }
}
