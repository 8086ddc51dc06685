package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import java.time.InstantSource;
import java.util.List;

/** A system of queues: where it is, and which of its queues are meant. */
public sealed interface QueueSource
    permits RedisQueues, RabbitQueues, AmqpQueues, KafkaLag, HttpQueue, SqlQueue {
  /** The kind's name in configurations and labels. */
  String kind();

  /** Whom it asks; never holds a secret. */
  String target();

  /**
   * Asks for the figures of all queues that are meant.
   *
   * @param clock for the age of jobs
   * @throws ExchangeException if there is no usable answer
   */
  List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException;
}
