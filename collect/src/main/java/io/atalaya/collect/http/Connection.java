package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One open connection and the bytes already read from it. For one thread at a time. */
final class Connection implements AutoCloseable {
  /** The largest head of an answer. */
  static final int MAX_HEAD_BYTES = 64 << 10;

  /** The name of HTTP/2 in TLS (RFC 7301). */
  static final String HTTP_2 = "h2";

  private static final int BUFFER_BYTES = 16 << 10;

  private final Socket socket;
  private final @Nullable TlsPeer tls;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private boolean answered;
  private @Nullable Deadline deadline;

  Connection(Socket socket, @Nullable TlsPeer tls) {
    this.socket = socket;
    this.tls = tls;
  }

  @Nullable TlsPeer tls() {
    return tls;
  }

  Socket socket() {
    return socket;
  }

  /** Whether it was agreed upon with TLS that HTTP/2 is spoken. */
  boolean speaksHttp2() {
    return socket instanceof SSLSocket secure && HTTP_2.equals(secure.getApplicationProtocol());
  }

  /** Begins another exchange, which must be over by the deadline. */
  void begin(Deadline until) {
    deadline = until;
    answered = false;
  }

  /** Whether any byte of an answer has come since {@link #begin}. */
  boolean answered() {
    return answered;
  }

  /** What broke it, in the words of an exchange. */
  ExchangeException broken(IOException e) {
    return ExchangeException.broken(e, answered ? null : tls);
  }

  /** Whether bytes have come that nobody has read. */
  boolean hasUnread() {
    return position < limit;
  }

  void write(byte[] head, byte @Nullable [] body) throws IOException {
    byte[] all = head;
    if (body != null) {
      all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
    }
    socket.getOutputStream().write(all);
  }

  /** Reads one head, interim ones ({@code 100 Continue}) left out. */
  ResponseHead readHead() throws IOException {
    ResponseHead head = ResponseHead.parse(readLines());
    while (head.isInterim()) {
      head = ResponseHead.parse(readLines());
    }
    return head;
  }

  private List<String> readLines() throws IOException {
    List<String> lines = new ArrayList<>();
    int budget = MAX_HEAD_BYTES;
    for (String line = readLine(budget); !line.isEmpty(); line = readLine(budget)) {
      lines.add(line);
      budget -= line.length() + 2;
    }
    return lines;
  }

  /** Reads to the next line end, which does not belong to the result. */
  String readLine(int maxBytes) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = readByte(); b != '\n'; b = readByte()) {
      if (line.length() >= maxBytes) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "a line or the head is longer than " + maxBytes + " bytes", null);
      }
      line.append((char) b);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      line.setLength(end - 1);
    }
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private int readByte() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the connection was closed in the middle of the answer");
    }
    return buffer[position++] & 0xff;
  }

  /** Reads some bytes, or returns −1 if the peer has closed the connection. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    int n = Math.min(length, limit - position);
    System.arraycopy(buffer, position, into, offset, n);
    position += n;
    return n;
  }

  private boolean fill() throws IOException {
    Deadline until = deadline;
    if (until != null) {
      socket.setSoTimeout(until.millisLeft());
    }
    try {
      InputStream in = socket.getInputStream();
      int n = in.read(buffer);
      position = 0;
      limit = Math.max(n, 0);
      answered |= n > 0;
      return n > 0;
    } catch (SocketTimeoutException e) {
      throw until == null ? e : until.expired();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The socket is gone either way, and nobody waits for it any more.
      position = limit;
    }
  }
}
