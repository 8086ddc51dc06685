/**
 * How to reach somebody over HTTP: credentials, TLS, proxy and headers as Prometheus' {@code
 * http_config} says them, and clients made from that. Scrapes, checks and receivers share it.
 *
 * <p>Knows the JDK and {@link io.atalaya.model.Secret}; must not know what is fetched or why.
 */
@NullMarked
package io.atalaya.model.http;

import org.jspecify.annotations.NullMarked;
