package io.atalaya.collect.check;

import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.RegexSearch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a port, and may talk a little.
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param port 1–65535
 * @param tls how TLS is spoken; null (default) for none
 * @param dialogue what is expected and said, in order; nothing by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record TcpCheck(
    CheckBasics basics,
    String host,
    int port,
    @Nullable TlsConfig tls,
    List<Step> dialogue,
    @Nullable Duration slowAfter)
    implements CheckConfig {

  /**
   * One step of a dialogue.
   *
   * @param expect expression that some part of a line from the peer must match before anything is
   *     sent; empty for none
   * @param send line to send, without its end; empty for none
   */
  public record Step(String expect, String send) {
    /**
     * Checks the expression.
     *
     * @throws io.atalaya.model.regex.RegexSyntaxException if it is none
     */
    public Step {
      RegexSearch.compile(expect);
    }
  }

  public TcpCheck {
    dialogue = List.copyOf(dialogue);
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "a TCP check needs a host and a port from 1 to 65535, got \"" + host + ":" + port + "\"");
    }
  }

  /** Only connects. */
  public static TcpCheck of(CheckBasics basics, String host, int port) {
    return new TcpCheck(basics, host, port, null, List.of(), null);
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
