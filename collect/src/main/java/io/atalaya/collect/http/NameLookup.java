package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Names to addresses within a deadline, and whether those may be talked to. */
public final class NameLookup {
  private final Network network;

  public NameLookup(Network network) {
    this.network = network;
  }

  /**
   * Resolves a name. The system's resolver knows no deadline, so it is asked on a thread that is
   * left behind when time is over.
   *
   * @throws ExchangeException if it has no address, or not in time
   */
  public InetAddress[] resolve(String host, Deadline deadline) throws ExchangeException {
    if (isAddress(host)) {
      return resolve(host);
    }
    CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("resolve " + host)
        .start(
            () -> {
              try {
                answer.complete(network.resolver().resolve(host));
              } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ExchangeException(
          Reason.TIMEOUT, "the name " + host + " was not resolved in time", e);
    } catch (ExecutionException e) {
      throw new ExchangeException(Reason.DNS, "the name " + host + " has no address", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException(Reason.INTERNAL, "interrupted while resolving " + host, e);
    }
  }

  /** An address needs no server, and no thread that could be left behind. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private InetAddress[] resolve(String address) throws ExchangeException {
    try {
      return network.resolver().resolve(address);
    } catch (UnknownHostException e) {
      throw new ExchangeException(Reason.DNS, address + " is no address", e);
    }
  }

  /**
   * Refuses an address that must not be talked to.
   *
   * @param host the name that it was found under
   */
  public void requirePermitted(String host, InetAddress address) throws ExchangeException {
    if (!network.guard().permits(address)) {
      throw new ExchangeException(
          Reason.FORBIDDEN_ADDRESS,
          host
              + " is "
              + address.getHostAddress()
              + ", an address that is refused unless listed; if it is meant, add it to"
              + " allowed_addresses",
          null);
    }
  }
}
