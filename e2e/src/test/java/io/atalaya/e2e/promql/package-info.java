/**
 * Scripts of Prometheus' promqltest language, run against the whole program: series go in by remote
 * write, answers come out of {@code /api/v1/query} and {@code /api/v1/query_range}.
 */
@NullMarked
package io.atalaya.e2e.promql;

import org.jspecify.annotations.NullMarked;
