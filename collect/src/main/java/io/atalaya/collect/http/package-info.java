/**
 * A small HTTP client on plain sockets, for scrapes and checks: blocking calls on virtual threads,
 * each bound by one deadline, each phase measured, every address judged before it is connected to.
 *
 * <p>It speaks RFC 9112 as a client: fixed, chunked and unbounded bodies, gzip, keep-alive,
 * redirects, proxies, TLS; and, where that is agreed upon with TLS or gRPC needs it, as much of RFC
 * 9113 (HTTP/2) as one request on one connection takes. Must not know what is asked or why.
 */
@NullMarked
package io.atalaya.collect.http;

import org.jspecify.annotations.NullMarked;
