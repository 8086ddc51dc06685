package io.atalaya.collect.http;

import java.time.Instant;

/**
 * What the handshake told about the peer.
 *
 * @param version such as {@code TLSv1.3}
 * @param earliestExpiry when the first certificate of its chain ends
 */
public record TlsPeer(String version, Instant earliestExpiry) {}
