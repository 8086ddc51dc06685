/**
 * Prometheus' HTTP API v1, with its paths, parameters, JSON and error types. The reference is
 * Prometheus' documentation {@code querying/api.md}. Reads through the ports and snapshots it is
 * given; decides nothing.
 */
@NullMarked
package io.atalaya.server.api.prometheus;

import org.jspecify.annotations.NullMarked;
