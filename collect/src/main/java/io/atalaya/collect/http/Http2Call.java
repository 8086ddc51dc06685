package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One small request of HTTP/2 on a fresh connection, and all of its answer, as gRPC needs it. */
final class Http2Call {
  private Http2Call() {}

  /**
   * An answer.
   *
   * @param headers those before and those after the body; names are lower case
   */
  record Answer(List<Header> headers, byte[] body) {
    Answer {
      headers = List.copyOf(headers);
    }

    /** The last value of a header; null if there is none. */
    @Nullable String header(String name) {
      String value = null;
      for (Header header : headers) {
        value = header.name().equals(name) ? header.value() : value;
      }
      return value;
    }
  }

  /**
   * Asks.
   *
   * @param wire a connection on which nothing was said
   * @param headers those of the request, pseudo-headers first, names in lower case
   * @param maxBytes the largest body that is taken
   */
  static Answer make(Wire wire, List<Header> headers, byte[] body, int maxBytes)
      throws ExchangeException {
    Http2Stream stream = new Http2Stream(wire.connection());
    try {
      stream.ask(headers, body);
      List<Header> all = new ArrayList<>();
      ResponseHead head = stream.head();
      all.add(new Header(":status", Integer.toString(head.status())));
      all.addAll(head.headers());
      byte[] content = stream.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "the answer is larger than " + maxBytes + " bytes", null);
      }
      all.addAll(stream.trailers());
      return new Answer(all, content);
    } catch (IOException e) {
      throw wire.connection().broken(e);
    }
  }
}
