/**
 * The server's own {@code /metrics}: counters of its own and a snapshot of each stage's figures,
 * written in Prometheus' text format. Names that Prometheus' dashboards expect are used where the
 * meaning is the same; the rest begins with {@code atalaya_}.
 */
@NullMarked
package io.atalaya.server.metrics;

import org.jspecify.annotations.NullMarked;
