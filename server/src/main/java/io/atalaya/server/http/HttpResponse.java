package io.atalaya.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** The answer to one request: set status and headers, then send a body once. */
public final class HttpResponse {
  /** The most that is handed to the network at once. */
  private static final int PIECE_BYTES = 64 << 10;

  private final Request request;
  private final Response response;
  private final ClientConnection client;
  private @Nullable AnswerStream body;

  HttpResponse(Request request, Response response, ClientConnection client) {
    this.request = request;
    this.response = response;
    this.client = client;
  }

  public HttpResponse status(int status) {
    response.setStatus(status);
    return this;
  }

  /** The status as it is now. */
  int status() {
    return response.getStatus();
  }

  public HttpResponse header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  /** Says when another attempt may succeed, if it is known. */
  public void retryAfter(HttpException e) {
    if (e.retrySeconds() > 0) {
      header("Retry-After", Integer.toString(e.retrySeconds()));
    }
  }

  /** Lets pages of another origin read the answer. */
  void allowOrigin(String origin) {
    CrossOrigin.tell(response.getHeaders(), origin);
  }

  /** Sends a whole body. */
  public void send(String contentType, byte[] body) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    int length = request.getMethod().equals("HEAD") ? 0 : body.length;
    int from = 0;
    for (; length - from > PIECE_BYTES; from += PIECE_BYTES) {
      write(false, ByteBuffer.wrap(body, from, PIECE_BYTES));
    }
    write(true, ByteBuffer.wrap(body, from, length - from));
  }

  /** Hands bytes to the network; blocks as long as the client does not take them. */
  private void write(boolean last, ByteBuffer piece) throws IOException {
    int length = piece.remaining();
    client.beginWrite(System.nanoTime());
    try {
      Content.Sink.write(response, last, piece);
    } finally {
      client.endWrite(System.nanoTime(), length);
    }
  }

  public void sendText(String text) throws IOException {
    send("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public void sendJson(byte[] json) throws IOException {
    send("application/json", json);
  }

  /** Sends an answer without a body. */
  public void sendStatus(int status) throws IOException {
    response.setStatus(status);
    write(true, ByteBuffer.allocate(0));
  }

  /** Sends the client to another path. */
  public void redirect(String location) throws IOException {
    header("Location", location);
    sendStatus(302);
  }

  /**
   * A body of unknown length, sent while it is written. The answer ends when the endpoint returns;
   * if it throws instead, what was not sent yet is dropped, and a client that has part of the body
   * sees the connection break.
   */
  public OutputStream stream(String contentType) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    AnswerStream stream = new AnswerStream(this::write);
    body = stream;
    return stream;
  }

  /** The endpoint has returned: ends a body that was sent while it was written. */
  void end() throws IOException {
    if (body != null) {
      body.end();
    }
  }

  /** Whether something was sent already, so that the status can no longer change. */
  public boolean committed() {
    return response.isCommitted();
  }
}
