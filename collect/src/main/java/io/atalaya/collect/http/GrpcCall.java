package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A call of gRPC with one message each way, over HTTP/2. A message stands after a byte, which is 1
 * if it is packed, and its length in four bytes; the status comes in the trailers.
 *
 * @param authority whom it is for, as in a URL
 * @param secure whether the connection speaks TLS
 * @param method such as {@code /grpc.health.v1.Health/Check}
 * @param metadata further headers, their names in lower case
 * @param message what is sent
 * @param packed whether that is packed by gzip
 */
public record GrpcCall(
    String authority,
    boolean secure,
    String method,
    List<Header> metadata,
    byte[] message,
    boolean packed) {
  /** The code of success. */
  public static final int OK = 0;

  private static final int UNKNOWN = 2;
  private static final int PREFIX_BYTES = 5;

  /** What HTTP's own failures mean, where a server or proxy does not speak gRPC. */
  private static final Map<String, Integer> CODES_OF_HTTP =
      Map.of("400", 13, "401", 16, "403", 7, "404", 12, "429", 14, "502", 14, "503", 14, "504", 14);

  /** Copies the metadata. */
  public GrpcCall {
    metadata = List.copyOf(metadata);
  }

  /**
   * An answer.
   *
   * @param code of gRPC
   * @param said what the server says of a code that is not {@link #OK}; may be empty
   * @param message what came back; empty unless the code is {@link #OK}
   */
  public record Answer(int code, String said, byte[] message) {}

  /**
   * Asks.
   *
   * @param wire a connection on which nothing was said
   * @param maxBytes the largest answer that is taken
   */
  public Answer on(Wire wire, int maxBytes) throws ExchangeException {
    ByteBuffer framed = ByteBuffer.allocate(PREFIX_BYTES + message.length);
    framed.put((byte) (packed ? 1 : 0)).putInt(message.length).put(message);
    Http2Call.Answer answer = Http2Call.make(wire, headers(), framed.array(), maxBytes);
    int code = code(answer);
    if (code != OK) {
      String said = answer.header("grpc-message");
      return new Answer(code, said == null ? "" : said, new byte[0]);
    }
    byte[] body = answer.body();
    if (body.length < PREFIX_BYTES || body[0] != 0) {
      throw new ExchangeException(Reason.PROTOCOL, "the answer is no message of gRPC", null);
    }
    return new Answer(code, "", Arrays.copyOfRange(body, PREFIX_BYTES, body.length));
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(":method", "POST"));
    headers.add(new Header(":scheme", secure ? "https" : "http"));
    headers.add(new Header(":path", method));
    headers.add(new Header(":authority", authority));
    headers.add(new Header("te", "trailers"));
    headers.add(new Header("content-type", "application/grpc"));
    if (packed) {
      headers.add(new Header("grpc-encoding", "gzip"));
    }
    headers.add(new Header("user-agent", "Atalaya"));
    headers.addAll(metadata);
    return headers;
  }

  private static int code(Http2Call.Answer answer) {
    String code = answer.header("grpc-status");
    if (code != null && code.matches("[0-9]{1,4}")) {
      return Integer.parseInt(code);
    }
    return CODES_OF_HTTP.getOrDefault(String.valueOf(answer.header(":status")), UNKNOWN);
  }
}
