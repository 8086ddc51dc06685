/**
 * The engine beside a real Prometheus: the same series, the same expressions, the same answers,
 * warnings and errors. What differs because the installed Prometheus is older than the one we
 * follow is listed one by one in {@link io.atalaya.query.peer.KnownDifference}.
 */
@NullMarked
package io.atalaya.query.peer;

import org.jspecify.annotations.NullMarked;
