package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queues of any broker that speaks AMQP 0-9-1: a passive declaration tells how many messages are
 * ready and how many consumers there are, and changes nothing.
 *
 * @param host name or address
 * @param port 5672 by default
 * @param vhost virtual host, {@code /} by default
 * @param user {@code guest} by default
 * @param password null for {@code guest}
 * @param tls how TLS is spoken; null (default) for none
 * @param queues names, at least one
 */
public record AmqpQueues(
    String host,
    int port,
    String vhost,
    String user,
    @Nullable SecretSource password,
    @Nullable TlsConfig tls,
    List<String> queues)
    implements QueueSource {
  public static final int DEFAULT_PORT = 5672;

  public AmqpQueues {
    queues = List.copyOf(queues);
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("queues is missing: AMQP cannot list them");
    }
    for (String name : queues) {
      if (name.isEmpty() || name.length() > 100) {
        throw new IllegalArgumentException("\"" + name + "\" is no name of a queue");
      }
    }
  }

  @Override
  public String kind() {
    return "amqp";
  }

  @Override
  public String target() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]:" : host + ":") + port;
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    List<QueueFigures> all = new ArrayList<>();
    try (AmqpSession session = AmqpSession.open(this, network, deadline)) {
      for (String name : queues) {
        AmqpSession.Counts counts = session.declarePassively(name);
        QueueFigures figures =
            new QueueFigures(name)
                .jobs(JobState.PENDING, counts.messages())
                .consumers(counts.consumers());
        all.add(counts.messages() == 0 ? figures.oldest(0) : figures);
      }
    }
    return all;
  }
}
