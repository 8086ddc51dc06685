package io.atalaya.collect.scrape;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.Fetcher.Body;
import io.atalaya.model.http.UrlHost;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the expositions of one target come from: HTTP, or a source of the configuration, or one
 * that was recognised after HTTP had failed. What is recognised stays so until the configuration of
 * the target changes; what is not is tried again only now and then.
 *
 * <pre>
 *   HTTP ── fails, and it was no HTTP ──► recognise ── known ──► source
 *    ▲                                        │
 *    └───────────── unknown ──────────────────┘
 * </pre>
 */
final class Source implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Source.class);
  private static final int DEFAULT_PORT = 80;

  /** After a server was not recognised, so many failures pass before it is looked at again. */
  private static final int PATIENCE = 20;

  private final Target target;
  private final ScrapeConfig config;
  private final Network network;
  private final Recognition recognition;
  private final Fetcher fetcher;
  private volatile Optional<Recognition.Known> known = Optional.empty();
  private int untilNextLook;

  Source(Target target, ScrapeConfig config, Network network, Recognition recognition) {
    this.target = target;
    this.config = config;
    this.network = network;
    this.recognition = recognition;
    this.fetcher = new Fetcher(target, config, network);
  }

  /**
   * Gets an exposition.
   *
   * @throws ExchangeException if there is none
   */
  Body fetch() throws ExchangeException {
    MetricSource told = config.request().source();
    if (told == null) {
      told = known.map(Recognition.Known::source).orElse(null);
    }
    if (told != null) {
      return tell(told);
    }
    try {
      return fetcher.fetch();
    } catch (ExchangeException e) {
      if (spokeNoHttp(e) && recognise()) {
        return tell(known.orElseThrow().source());
      }
      throw e;
    }
  }

  private Body tell(MetricSource source) throws ExchangeException {
    Deadline deadline = Deadline.in(target.timeout(), network.ticker());
    MetricSource.Told told = source.tell(network, deadline);
    byte[] bytes = told.text().getBytes(StandardCharsets.UTF_8);
    return new Body(bytes, bytes.length, MetricSource.CONTENT_TYPE, told.fault());
  }

  /** Whether something listened, and gave no answer of HTTP. */
  private boolean spokeNoHttp(ExchangeException e) {
    boolean plain = target.url().getScheme().equals("http");
    return plain
        && switch (e.reason()) {
          case PROTOCOL, CONNECTION_CLOSED, TIMEOUT, TOO_LARGE -> !fetcher.answered();
          default -> false;
        };
  }

  private boolean recognise() {
    if (untilNextLook > 0) {
      untilNextLook--;
      return false;
    }
    untilNextLook = PATIENCE;
    UrlHost host = UrlHost.of(target.url());
    Duration half = target.timeout().dividedBy(2);
    known =
        recognition.recognise(
            host.bare(),
            host.port() < 0 ? DEFAULT_PORT : host.port(),
            config.request().http().credentials(),
            network,
            Deadline.in(half, network.ticker()));
    known.ifPresent(k -> log.warn("Job {}: {}", config.jobName(), k.advice()));
    return known.isPresent();
  }

  /** What people should know about the target; empty for nothing. */
  String notice() {
    return known.map(Recognition.Known::advice).orElse("");
  }

  /** Where it is asked, in the words of what is spoken there. */
  URI url() {
    MetricSource told = config.request().source();
    String kind = told == null ? known.map(k -> k.source().kind()).orElse("") : told.kind();
    return kind.isEmpty() ? target.url() : URI.create(kind + "://" + target.url().getAuthority());
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
