/**
 * As much of HTTP/2 (RFC 9113) as one request on one connection needs: preface, settings, one
 * stream, headers by HPACK (RFC 7541), data, trailers. For protocols that HTTP/1.1 cannot carry,
 * such as gRPC.
 *
 * <pre>
 *   frame:  uint24 length   byte type   byte flags   uint32 stream   payload
 * </pre>
 *
 * <p>No push, no flow control beyond the first window, no second request. Must not know what is
 * asked or why.
 */
@NullMarked
package io.atalaya.collect.http2;

import org.jspecify.annotations.NullMarked;
