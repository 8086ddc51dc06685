package io.atalaya.collect.check;

import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.RegexSearch;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a port, and may talk a little.
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param port 1–65535
 * @param secure whether TLS is spoken from the first byte; false by default
 * @param tls how TLS is spoken, then or after a step that begins it
 * @param dialogue what is expected and said, in order; nothing by default
 * @param lineEnd what ends a line that is said; CR LF by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 * @param certificateExpiresWithin {@code degraded} if the certificate has less left than this; null
 *     (default) for never
 */
public record TcpCheck(
    CheckBasics basics,
    String host,
    int port,
    boolean secure,
    TlsConfig tls,
    List<Step> dialogue,
    String lineEnd,
    @Nullable Duration slowAfter,
    @Nullable Duration certificateExpiresWithin)
    implements CheckConfig {
  public static final String CRLF = "\r\n";

  /**
   * One step of a dialogue. Its parts happen in the order in which they stand here.
   *
   * @param expect expression that some part of a line from the peer must match; lines that do not
   *     are passed over; empty for none
   * @param labels labels of {@code probe_expect_info}, their values templates that the match fills;
   *     none by default
   * @param expectHex bytes that must come next, in hexadecimal; empty for none
   * @param send line to send, without its end, a template that the match fills; empty for none
   * @param sendHex bytes to send, in hexadecimal; empty for none
   * @param startTls whether TLS begins here
   */
  public record Step(
      String expect,
      Map<String, String> labels,
      String expectHex,
      String send,
      String sendHex,
      boolean startTls) {
    /** Checks expression and bytes. */
    public Step {
      RegexSearch.compile(expect);
      HexFormat.of().parseHex(expectHex);
      HexFormat.of().parseHex(sendHex);
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** A line that is expected and then one that is said; each may be empty. */
    public static Step lines(String expect, String send) {
      return new Step(expect, Map.of(), "", send, "", false);
    }
  }

  /** Copies the dialogue and checks the address. */
  public TcpCheck {
    dialogue = List.copyOf(dialogue);
    Address.requirePort("a TCP check", host, port);
  }

  /** Only connects. */
  public static TcpCheck of(CheckBasics basics, String host, int port) {
    return new TcpCheck(
        basics, host, port, false, TlsConfig.defaults(), List.of(), CRLF, null, null);
  }

  public TcpCheck withDialogue(List<Step> steps) {
    return new TcpCheck(
        basics, host, port, secure, tls, steps, lineEnd, slowAfter, certificateExpiresWithin);
  }

  public TcpCheck withTls(boolean fromTheStart, TlsConfig config) {
    return new TcpCheck(
        basics,
        host,
        port,
        fromTheStart,
        config,
        dialogue,
        lineEnd,
        slowAfter,
        certificateExpiresWithin);
  }

  public TcpCheck withLineEnd(String end) {
    return new TcpCheck(
        basics, host, port, secure, tls, dialogue, end, slowAfter, certificateExpiresWithin);
  }

  @Override
  public String kind() {
    return "tcp";
  }

  @Override
  public String target() {
    return Address.text(host, port);
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new TcpProber(this, context);
  }
}
