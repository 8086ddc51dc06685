/**
 * HTTP: a small façade over Jetty, and the only package that imports it.
 *
 * <p>{@link io.atalaya.server.http.Routes} says which {@link io.atalaya.server.http.Endpoint}
 * answers which path; {@link io.atalaya.server.http.HttpServer} listens. Endpoints run on virtual
 * threads and may block. Limits (header and body sizes, connections, idle time) are in {@link
 * io.atalaya.server.http.HttpOptions} and hold before a body is read. Knows nothing of what the
 * answers mean.
 */
@NullMarked
package io.atalaya.server.http;

import org.jspecify.annotations.NullMarked;
