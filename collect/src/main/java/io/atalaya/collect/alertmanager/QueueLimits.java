package io.atalaya.collect.alertmanager;

/**
 * Bounds of the queue in front of each Alertmanager, by Prometheus' flags.
 *
 * @param capacity alerts that may wait; what comes on top pushes out the oldest. {@code
 *     --alertmanager.notification-queue-capacity}, 10,000 by default
 * @param batch alerts in one request, > 0. {@code --alertmanager.notification-batch-size}, 256 by
 *     default
 * @param drain whether what waits at the end is still sent. {@code
 *     --alertmanager.drain-notification-queue-on-shutdown}, true by default
 */
public record QueueLimits(int capacity, int batch, boolean drain) {
  public QueueLimits {
    if (capacity < 0) {
      throw new IllegalArgumentException("a queue cannot hold " + capacity + " alerts");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("a request must hold at least 1 alert, not " + batch);
    }
  }

  public static QueueLimits defaults() {
    return new QueueLimits(10_000, 256, true);
  }
}
