package io.atalaya.collect.tracing;

import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty on a loopback port in the place of an OpenTelemetry collector, by HTTP and by gRPC. */
final class SpanTaker extends Handler.Abstract implements AutoCloseable {
  private static final String GRPC = "application/grpc";
  private static final int PREFIX_BYTES = 5;

  private final Server server = new Server();
  private final ServerConnector connector;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Taken> spans = new CopyOnWriteArrayList<>();
  private volatile int httpStatus = 200;
  private volatile String grpcStatus = "0";

  /** A span that was taken, identifiers in hexadecimal digits. */
  record Taken(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      long beginNanos,
      long endNanos,
      Map<String, String> attributes,
      String error) {}

  SpanTaker() throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(this);
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("Jetty does not start", e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Refuses everything from now on. */
  void refuse() {
    httpStatus = 503;
    grpcStatus = "14";
  }

  /** Method, path, type and the header {@code x-team} of each request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  List<Taken> spans() {
    return List.copyOf(spans);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields headers = request.getHeaders();
    String type = String.valueOf(headers.get("Content-Type"));
    String path = Request.getPathInContext(request);
    requests.add(
        String.join(" ", request.getMethod(), path, type, String.valueOf(headers.get("x-team"))));
    byte[] body;
    try (InputStream in = Content.Source.asInputStream(request)) {
      body = in.readAllBytes();
    }
    if (type.equals(GRPC)) {
      boolean packed = body[0] == 1;
      int length = ByteBuffer.wrap(body).getInt(1);
      take(packed, ByteBuffer.wrap(body, PREFIX_BYTES, length));
      response.getHeaders().put("Content-Type", GRPC);
      HttpFields trailers = HttpFields.build().add("grpc-status", grpcStatus);
      response.setTrailersSupplier(() -> trailers);
      response.write(true, ByteBuffer.allocate(PREFIX_BYTES), callback);
    } else {
      take("gzip".equals(headers.get("Content-Encoding")), ByteBuffer.wrap(body));
      response.setStatus(httpStatus);
      callback.succeeded();
    }
    return true;
  }

  private void take(boolean packed, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    byte[] message =
        packed ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
    try {
      spansOf(new ProtoReader(message), 1);
    } catch (WireException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Goes down to field 2 of field 2 of field 1. */
  private void spansOf(ProtoReader in, int depth) throws WireException {
    while (in.next()) {
      int wanted = depth == 1 ? 1 : 2;
      if (in.field() != wanted) {
        in.skip();
        continue;
      }
      int outer = in.enter();
      if (depth == 3) {
        spans.add(span(in));
      } else {
        spansOf(in, depth + 1);
      }
      in.leave(outer);
    }
  }

  private static Taken span(ProtoReader in) throws WireException {
    Map<Integer, String> texts = new TreeMap<>();
    Map<Integer, Long> numbers = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    while (in.next()) {
      int field = in.field();
      switch (field) {
        case 1, 2, 4 -> texts.put(field, HexFormat.of().formatHex(in.byteArray()));
        case 5 -> texts.put(field, in.text());
        case 6 -> numbers.put(field, in.int64());
        case 7, 8 -> numbers.put(field, in.fixed64());
        case 9 -> {
          List<String> pair = texts(in);
          attributes.put(pair.get(0), pair.get(1));
        }
        case 15 -> texts.put(field, texts(in).toString());
        default -> throw new IllegalStateException("field " + field);
      }
    }
    return new Taken(
        texts.getOrDefault(1, ""),
        texts.getOrDefault(2, ""),
        texts.getOrDefault(4, ""),
        texts.getOrDefault(5, ""),
        numbers.getOrDefault(6, 0L),
        numbers.getOrDefault(7, 0L),
        numbers.getOrDefault(8, 0L),
        attributes,
        texts.getOrDefault(15, ""));
  }

  /** All texts and numbers in a message, those of messages in it too. */
  private static List<String> texts(ProtoReader in) throws WireException {
    List<String> texts = new ArrayList<>();
    int outer = in.enter();
    while (in.next()) {
      if (in.type() == ProtoReader.VARINT) {
        texts.add(Long.toString(in.int64()));
      } else if (in.field() == 2 && texts.size() == 1) {
        texts.addAll(texts(in));
      } else {
        texts.add(in.text());
      }
    }
    in.leave(outer);
    return texts;
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("Jetty does not stop", e);
    }
  }
}
