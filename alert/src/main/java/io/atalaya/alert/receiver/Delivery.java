package io.atalaya.alert.receiver;

import io.atalaya.model.http.HttpClientConfig;
import java.time.Duration;

/**
 * What every receiver that is reached over HTTP is told in the configuration.
 *
 * @param sendResolved whether the end of an alert is told too
 * @param http how to connect and who we are
 * @param timeout how long one attempt may take; 0 for the poster's own limit
 */
public record Delivery(boolean sendResolved, HttpClientConfig http, Duration timeout) {
  /** One with the defaults of a client. */
  public static Delivery of(boolean sendResolved) {
    return new Delivery(sendResolved, HttpClientConfig.defaults(), Duration.ZERO);
  }
}
