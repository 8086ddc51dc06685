package io.atalaya.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
  private final int maxFormBytes;
  private final ClientWatch client;
  private @Nullable Fields parameters;

  HttpRequest(Request request, String path, Map<String, String> pathParameters, int maxFormBytes) {
    this.request = request;
    this.path = path;
    this.pathParameters = pathParameters;
    this.maxFormBytes = maxFormBytes;
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

  /** The first value of a parameter of the address or of a form in the body, or an empty string. */
  public String parameter(String name) {
    List<String> values = parameters(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /** The first value of a parameter of the address alone, or an empty string. */
  public String queryParameter(String name) {
    try {
      Fields fields = new Fields();
      String query = request.getHttpURI().getQuery();
      if (query != null) {
        UrlEncoded.decodeUtf8To(query, fields);
      }
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
      String query = request.getHttpURI().getQuery();
      if (query != null) {
        UrlEncoded.decodeUtf8To(query, fields);
      }
      if (header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
        UrlEncoded.decodeUtf8To(new String(body(maxFormBytes), StandardCharsets.UTF_8), fields);
      }
      return fields;
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "parameters are not valid percent-encoded UTF-8");
    } catch (IOException e) {
      throw new HttpException(400, "the request's body could not be read");
    }
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

  /** Length of the body as announced, or -1 if it is not. */
  public long contentLength() {
    return request.getLength();
  }

  /** The body as it comes in, not decompressed. */
  public InputStream bodyStream() {
    return Request.asInputStream(request);
  }

  /**
   * The whole body.
   *
   * @throws HttpException 413 if it is larger than {@code maxBytes}
   */
  public byte[] body(int maxBytes) throws IOException {
    if (request.getLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    try (InputStream in = bodyStream()) {
      if (request.getLength() >= 0) {
        return exactly((int) request.getLength(), in);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > maxBytes) {
          throw tooLarge(maxBytes);
        }
      }
      return out.toByteArray();
    }
  }

  private static byte[] exactly(int length, InputStream in) throws IOException {
    byte[] body = new byte[length];
    if (in.readNBytes(body, 0, length) < length) {
      throw new HttpException(400, "the request's body ends early");
    }
    return body;
  }

  private static HttpException tooLarge(int maxBytes) {
    return new HttpException(413, "the request's body is larger than " + maxBytes + " bytes");
  }
}
