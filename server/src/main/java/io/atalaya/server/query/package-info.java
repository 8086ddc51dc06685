/**
 * Queries on their way to the engine: how many run at once, which are running, and the log of those
 * that have run. Knows the engine and what the API asks of it; knows nothing of HTTP.
 *
 * <p>The file {@code queries.active} in the data directory has a place of 1,000 bytes for each
 * query that may run at once, after one byte {@code [}, as Prometheus writes it:
 *
 * <pre>
 *   {"query":"up","timestamp_sec":1700000000}  zeros …  ,
 * </pre>
 *
 * A free place is all zeros. It is mapped into memory, so what is in it outlives the process.
 */
@NullMarked
package io.atalaya.server.query;

import org.jspecify.annotations.NullMarked;
