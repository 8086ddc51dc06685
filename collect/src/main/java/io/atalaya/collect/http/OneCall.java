package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.http.HttpClientConfig;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Gets what is at a URL, once. */
public final class OneCall {
  /** The largest body that is read. */
  public static final int MAX_BODY_BYTES = 16 << 20;

  private static final int MAX_REDIRECTS = 10;

  private OneCall() {}

  /**
   * The body.
   *
   * @throws ExchangeException unless it comes in time, with a status of success; {@link
   *     Reason#AUTH} for 401 and 403
   */
  public static byte[] get(HttpClientConfig http, Network network, URI url, Deadline deadline)
      throws ExchangeException {
    try (HttpCaller caller = new HttpCaller(http, network, false, MAX_REDIRECTS);
        Answer answer = caller.call(HttpCall.get(url, List.of()), deadline)) {
      int status = answer.status();
      if (status < 200 || status > 299) {
        Reason reason = status == 401 || status == 403 ? Reason.AUTH : Reason.REFUSED;
        throw new ExchangeException(reason, url.getRawPath() + " answered with " + status, null);
      }
      byte[] body = answer.body().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "the answer is larger than " + MAX_BODY_BYTES + " bytes", null);
      }
      return body;
    } catch (IOException e) {
      throw ExchangeException.broken(e, null);
    }
  }
}
