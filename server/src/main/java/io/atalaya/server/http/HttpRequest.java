package io.atalaya.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/** One request, its parameters and body. Used by one thread, unless said otherwise. */
public final class HttpRequest {
  private final Request request;
  private final String path;
  private final Map<String, String> pathParameters;
  private final HttpLimits limits;
  private final BodyReader bodies;
  private final ClientWatch client;
  private @Nullable Fields parameters;

  HttpRequest(
      Request request,
      String path,
      Map<String, String> pathParameters,
      HttpLimits limits,
      BodyMemory memory) {
    this.request = request;
    this.path = path;
    this.pathParameters = pathParameters;
    this.limits = limits;
    this.bodies = new BodyReader(request, limits.pace(), memory);
    Object channel = request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
    client =
        new ClientWatch(
            channel instanceof SocketChannel socket ? socket : null, request.getBeginNanoTime());
  }

  /**
   * Whether the client has closed its connection and waits for no answer. Cheap, to be asked often;
   * safe for many threads.
   */
  public boolean isClientGone() {
    return client.isGone();
  }

  /** Says that the request is answered. */
  void end() throws IOException {
    bodies.release();
    client.close();
  }

  public String method() {
    return request.getMethod();
  }

  /** The decoded path, without the server's prefix. */
  public String path() {
    return path;
  }

  /** The part of the path that the route's {@code {name}} stands for. */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("route has no part {" + name + "}");
    }
    return value;
  }

  /** The first value of a parameter of a form in the body or of the address, or an empty string. */
  public String parameter(String name) {
    List<String> values = parameters(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /** The first value of a parameter of the address alone, or an empty string. */
  public String queryParameter(String name) {
    try {
      Fields fields = new Fields();
      decode(query(), fields);
      String value = fields.getValue(name);
      return value == null ? "" : value;
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "parameters are not valid percent-encoded UTF-8");
    }
  }

  /** All values of a parameter of the address and of a form in the body. */
  public List<String> parameters(String name) {
    return parsedParameters().getValuesOrEmpty(name);
  }

  private Fields parsedParameters() {
    Fields parsed = parameters;
    if (parsed == null) {
      parsed = parseParameters();
      parameters = parsed;
    }
    return parsed;
  }

  private Fields parseParameters() {
    Fields fields = new Fields();
    try {
      // What a form says goes before the address, as in Go.
      if (header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
        decode(new String(body(limits.formBytes()), StandardCharsets.UTF_8), fields);
      }
      decode(query(), fields);
      return fields;
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "parameters are not valid percent-encoded UTF-8");
    } catch (IOException e) {
      throw new HttpException(400, "the request's body could not be read");
    }
  }

  private String query() {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  private void decode(String encoded, Fields into) {
    if (separators(encoded) >= limits.formFields()) {
      throw new HttpException(
          413, "the request has more than " + limits.formFields() + " parameters");
    }
    UrlEncoded.decodeUtf8To(encoded, into);
  }

  private static int separators(String encoded) {
    int count = 0;
    for (int at = encoded.indexOf('&'); at >= 0; at = encoded.indexOf('&', at + 1)) {
      count++;
    }
    return count;
  }

  /** The first value of a header, or an empty string. */
  public String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /** The address of the client. */
  public String remoteAddress() {
    return Request.getRemoteAddr(request);
  }

  /** Scheme, host and port as the client named them, without a slash at the end. */
  public String origin() {
    return request.getHttpURI().getScheme() + "://" + header(HttpHeader.HOST.asString());
  }

  /**
   * The whole body, as it comes: not decompressed.
   *
   * @throws HttpException 413 if it is larger than {@code maxBytes}; 408, 503 or 400 if it does not
   *     come as it should
   */
  public byte[] body(int maxBytes) throws IOException {
    return bodies.read(maxBytes);
  }

  /** As much of the body as {@code maxBytes} allow; the rest is left unread. */
  public byte[] bodyStart(int maxBytes) throws IOException {
    return bodies.readStart(maxBytes);
  }

  /**
   * The whole body as it was before it was compressed: not at all, or with gzip.
   *
   * @param maxBytes how large it may be, before and after decompression
   * @throws HttpException as {@link #body}; 415 for another encoding
   */
  public byte[] unpackedBody(int maxBytes) throws IOException {
    String encoding = header("Content-Encoding");
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> body(maxBytes);
      case "gzip" -> gunzip(body(maxBytes), maxBytes);
      default ->
          throw new HttpException(415, "Content-Encoding " + encoding + " is not taken; use gzip");
    };
  }

  private byte[] gunzip(byte[] packed, int maxBytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return bodies.unpack(in, maxBytes);
    } catch (IOException e) {
      throw new HttpException(400, "the body is not gzip: " + e.getMessage());
    }
  }
}
