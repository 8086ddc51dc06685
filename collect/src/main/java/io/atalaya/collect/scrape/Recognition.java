package io.atalaya.collect.scrape;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.Credentials;
import java.util.Optional;

/** Finds out what listens where no HTTP is spoken. */
public interface Recognition {
  /** Recognises nothing. */
  Recognition NONE = (_, _, _, _, _) -> Optional.empty();

  /**
   * Talks to a server as those do that it might be.
   *
   * @param credentials of the job, for a login
   */
  Optional<Known> recognise(
      String host, int port, Credentials credentials, Network network, Deadline deadline);

  /**
   * A server that was recognised.
   *
   * @param source tells its metrics
   * @param advice one sentence for people: what it is, and what to write into the configuration
   */
  record Known(MetricSource source, String advice) {}
}
