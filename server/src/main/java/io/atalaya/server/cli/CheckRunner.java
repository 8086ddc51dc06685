package io.atalaya.server.cli;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation;

/** Makes one attempt of a check, without a server. Called by several threads at once. */
@FunctionalInterface
public interface CheckRunner {
  /** Asks now and says what was seen. */
  Observation once(CheckConfig check);
}
