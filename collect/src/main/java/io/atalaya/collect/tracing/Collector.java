package io.atalaya.collect.tracing;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.GrpcCall;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.http.HttpClientConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Who takes our spans, by HTTP or gRPC, one request at a time. */
final class Collector {
  private static final String HTTP_PATH = "/v1/traces";
  private static final String GRPC_METHOD =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private static final int MAX_ANSWER_BYTES = 1 << 16;

  private final TracingConfig config;
  private final Network network;
  private final Duration patience;
  private final String authority;

  /**
   * A collector.
   *
   * @param patience how long a request may take
   */
  Collector(TracingConfig config, Network network, Duration patience) {
    this.config = config;
    this.network = network;
    this.patience = patience;
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    authority = host + ":" + config.port();
  }

  /**
   * Sends a message.
   *
   * @throws ExchangeException if it was not taken
   */
  void send(byte[] message) throws ExchangeException {
    byte[] content = config.gzip() ? gzip(message) : message;
    if (config.grpc()) {
      sendByGrpc(content);
    } else {
      sendByHttp(content);
    }
  }

  private void sendByHttp(byte[] content) throws ExchangeException {
    List<Header> headers = new ArrayList<>(configured());
    headers.add(new Header("Content-Type", "application/x-protobuf"));
    if (config.gzip()) {
      headers.add(new Header("Content-Encoding", "gzip"));
    }
    URI url = URI.create((config.secure() ? "https://" : "http://") + authority + HTTP_PATH);
    HttpClientConfig client = HttpClientConfig.defaults().withTls(config.tls());
    try (HttpCaller caller = new HttpCaller(client, network, false, 0);
        Answer answer =
            caller.call(
                new HttpCall("POST", url, headers, content),
                Deadline.in(patience, network.ticker()))) {
      if (answer.status() / 100 != 2) {
        throw refused("HTTP status " + answer.status());
      }
    }
  }

  private void sendByGrpc(byte[] content) throws ExchangeException {
    GrpcCall call =
        new GrpcCall(authority, config.secure(), GRPC_METHOD, configured(), content, config.gzip());
    try (Wire wire =
        Wire.open(
            network,
            config.host(),
            config.port(),
            config.secure() ? config.tls() : null,
            List.of("h2"),
            Deadline.in(patience, network.ticker()))) {
      GrpcCall.Answer answer = call.on(wire, MAX_ANSWER_BYTES);
      if (answer.code() != GrpcCall.OK) {
        throw refused("status %d, %s".formatted(answer.code(), answer.said()));
      }
    }
  }

  private List<Header> configured() {
    return config.headers().entrySet().stream()
        .map(e -> new Header(e.getKey().toLowerCase(Locale.ROOT), e.getValue().reveal()))
        .toList();
  }

  private static ExchangeException refused(String why) {
    return new ExchangeException(Reason.PROTOCOL, "the collector answered with " + why, null);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Override
  public String toString() {
    return authority;
  }
}
