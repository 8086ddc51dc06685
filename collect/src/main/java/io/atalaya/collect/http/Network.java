package io.atalaya.collect.http;

import io.atalaya.model.http.AccessTokens;
import io.atalaya.model.http.TlsContexts;
import io.atalaya.model.trace.Tracer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands between us and the world; other ones in tests.
 *
 * @param resolver names to addresses
 * @param guard which addresses may be connected to
 * @param ticker measures phases and deadlines
 * @param tls contexts shared by all connections
 * @param tokens of OAuth 2.0, shared by all connections
 * @param environment the process's environment, which may name a proxy
 * @param source our own address of every connection; null for the system's choice
 * @param unixSocket where every connection leads, whatever host it names; null for the network
 * @param tracer notes whom we ask
 */
public record Network(
    Resolver resolver,
    AddressGuard guard,
    Ticker ticker,
    TlsContexts tls,
    AccessTokens tokens,
    Map<String, String> environment,
    @Nullable InetAddress source,
    @Nullable Path unixSocket,
    Tracer tracer) {
  public Network {
    environment = Map.copyOf(environment);
  }

  /** A network with no tokens yet, on which nothing is noted. */
  public Network(
      Resolver resolver,
      AddressGuard guard,
      Ticker ticker,
      TlsContexts tls,
      Map<String, String> environment,
      @Nullable InetAddress source,
      @Nullable Path unixSocket) {
    this(
        resolver,
        guard,
        ticker,
        tls,
        tokens(tls, environment, ticker),
        environment,
        source,
        unixSocket,
        Tracer.OFF);
  }

  private static AccessTokens tokens(
      TlsContexts tls, Map<String, String> environment, Ticker ticker) {
    return new AccessTokens(tls, environment, () -> ticker.nanos() / 1_000_000);
  }

  /** The machine's own resolver, clock and environment. */
  public static Network system(AddressGuard guard) {
    return new Network(
        Resolver.system(), guard, Ticker.system(), new TlsContexts(), System.getenv(), null, null);
  }

  /** This network with other names. */
  public Network withResolver(Resolver other) {
    return new Network(other, guard, ticker, tls, tokens, environment, source, unixSocket, tracer);
  }

  /** This network with other permissions. */
  public Network withGuard(AddressGuard other) {
    return new Network(
        resolver, other, ticker, tls, tokens, environment, source, unixSocket, tracer);
  }

  /** This network seen from another address of ours. */
  public Network withSource(@Nullable InetAddress other) {
    return new Network(
        resolver, guard, ticker, tls, tokens, environment, other, unixSocket, tracer);
  }

  /** This network reduced to one local socket. */
  public Network withUnixSocket(Path path) {
    return new Network(resolver, guard, ticker, tls, tokens, Map.of(), null, path, tracer);
  }

  /** This network with somebody who notes whom we ask. */
  public Network withTracer(Tracer other) {
    return new Network(
        resolver, guard, ticker, tls, tokens, environment, source, unixSocket, other);
  }
}
