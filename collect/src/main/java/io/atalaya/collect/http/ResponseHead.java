package io.atalaya.collect.http;

import io.atalaya.collect.http.HttpCall.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Status line and headers of an answer.
 *
 * @param version 1.0, 1.1 or 2.0
 * @param status 100–599
 * @param reason what the status line says after the status; may be empty
 * @param headers in the order received
 */
public record ResponseHead(double version, int status, String reason, List<Header> headers) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?");
  private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]");

  /** Copies the headers. */
  public ResponseHead {
    headers = List.copyOf(headers);
  }

  /**
   * Reads the lines of a head, without line ends and without the empty line.
   *
   * @throws ExchangeException if they are not HTTP/1
   */
  static ResponseHead parse(List<String> lines) throws ExchangeException {
    if (lines.isEmpty() || !STATUS_LINE.matcher(lines.get(0)).matches()) {
      throw malformed("the answer does not begin like HTTP/1.1");
    }
    String statusLine = lines.get(0);
    List<Header> headers = new ArrayList<>(lines.size());
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw malformed("a header line of the answer has no colon");
      }
      headers.add(new Header(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
    return new ResponseHead(
        statusLine.charAt(7) == '1' ? 1.1 : 1.0,
        Integer.parseInt(statusLine.substring(9, 12)),
        statusLine.substring(12).strip(),
        headers);
  }

  /**
   * Takes the headers of HTTP/2, of which one is the status.
   *
   * @throws ExchangeException if there is no status
   */
  static ResponseHead ofHttp2(List<Header> all) throws ExchangeException {
    String status = "";
    List<Header> headers = new ArrayList<>(all.size());
    for (Header header : all) {
      if (header.name().equals(":status")) {
        status = header.value();
      } else if (!header.name().startsWith(":")) {
        headers.add(header);
      }
    }
    if (!STATUS.matcher(status).matches()) {
      throw malformed("the answer has no status");
    }
    return new ResponseHead(2, Integer.parseInt(status), "", headers);
  }

  /** The value of a header, the first if there are more; empty if there is none. */
  public String header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return "";
  }

  boolean headerHas(String name, String token) {
    return header(name).toLowerCase(Locale.ROOT).contains(token);
  }

  boolean isInterim() {
    return status < 200 && status != 101;
  }

  boolean isRedirect() {
    return (status >= 301 && status <= 303) || status == 307 || status == 308;
  }

  /** Whether the connection may carry another request after this answer. */
  boolean keepsAlive() {
    return version == 1.1
        ? !headerHas("Connection", "close")
        : version < 1.1 && headerHas("Connection", "keep-alive");
  }

  private static ExchangeException malformed(String what) {
    return new ExchangeException(ExchangeException.Reason.PROTOCOL, what, null);
  }
}
