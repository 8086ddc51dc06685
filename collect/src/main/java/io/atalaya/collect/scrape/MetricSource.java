package io.atalaya.collect.scrape;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;

/**
 * Tells the metrics of a server that does not speak HTTP, or not in a format of expositions. Two
 * that are equal tell the same.
 */
public interface MetricSource {
  /** Content type of {@link Told#text}. */
  String CONTENT_TYPE = "text/plain; version=0.0.4";

  /** What it asks in one word, such as {@code redis}. */
  String kind();

  /**
   * Asks.
   *
   * @throws ExchangeException if we are at fault; the server's faults are told
   */
  Told tell(Network network, Deadline deadline) throws ExchangeException;

  /**
   * What was told.
   *
   * @param text exposition in the text format 0.0.4; holds a metric that says whether the server
   *     answered
   * @param fault why it did not, or not all of it; empty if it did
   */
  record Told(String text, String fault) {}
}
