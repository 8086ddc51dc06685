/**
 * Addresses that other systems push to, and what Prometheus reads from us: headers, content types
 * and statuses of each protocol. What the bodies mean is with {@link io.atalaya.collect.push}.
 */
@NullMarked
package io.atalaya.server.api.push;

import org.jspecify.annotations.NullMarked;
