package io.atalaya.model.http;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

/** Signs requests to one of Amazon's APIs as a configuration says. Safe for many threads. */
public final class AwsSigner {
  private final AwsKeyChain chain;
  private final String service;
  private final InstantSource clock;

  /**
   * A signer that has looked for no keys yet.
   *
   * @param service whose requests are signed, unless the configuration names another
   * @param environment the process's environment
   */
  public AwsSigner(
      AwsSigning config, String service, Map<String, String> environment, InstantSource clock) {
    this.chain = new AwsKeyChain(config, environment, clock);
    this.service = config.service().isEmpty() ? service : config.service();
    this.clock = clock;
  }

  /**
   * What a POST must carry besides its {@code Content-Type}.
   *
   * @throws IOException if there are no keys, or no region; says why
   */
  public Map<String, String> ofPost(URI url, String contentType, byte[] body) throws IOException {
    return signature().ofPost(url, contentType, body, clock.instant());
  }

  /** What a GET must carry; see {@link #ofPost}. */
  public Map<String, String> ofGet(URI url) throws IOException {
    return signature().ofGet(url, clock.instant());
  }

  /**
   * Whose API is asked; may ask the machine that we run on.
   *
   * @throws IOException if nobody tells
   */
  public String region() throws IOException {
    return chain.regionHere();
  }

  private AwsSignature signature() throws IOException {
    return AwsSignature.with(chain.keys(), chain.region(), service);
  }
}
