package io.atalaya.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** The answer to one request: set status and headers, then send a body once. */
public final class HttpResponse {
  private final Request request;
  private final Response response;

  HttpResponse(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  public HttpResponse status(int status) {
    response.setStatus(status);
    return this;
  }

  public HttpResponse header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  /** Lets pages of another origin read the answer. */
  void allowOrigin(String origin) {
    CrossOrigin.tell(response.getHeaders(), origin);
  }

  /** Sends a whole body. */
  public void send(String contentType, byte[] body) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean head = request.getMethod().equals("HEAD");
    Content.Sink.write(response, true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
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
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }

  /** Sends the client to another path. */
  public void redirect(String location) throws IOException {
    header("Location", location);
    sendStatus(302);
  }

  /** A body of unknown length, sent while it is written; closing it ends the answer. */
  public OutputStream stream(String contentType) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    return Response.asBufferedOutputStream(request, response);
  }

  /** Whether something was sent already, so that the status can no longer change. */
  public boolean committed() {
    return response.isCommitted();
  }
}
