/**
 * The way out: passes on what was taken in to servers that speak remote write, 1.0 or 2.0.
 *
 * <pre>
 * log of the store ──► LogReader ──► Shard ──► Batch ──► WriteClient ──► another server
 *  (SampleLog)         relabels,      one       so many   POST, and what its answer means
 *                      labels         after     at once
 *                                     another
 * </pre>
 *
 * <p>Owns the queues between the log and the other servers, and how many of them work at once. The
 * log is the memory: what waits in a queue is still in it, and how far a server is is acknowledged
 * there, so a restart or an outage of the other side loses nothing. Must not know what the log is
 * made of, nor who reads what is sent.
 *
 * <p>Semantics, names and formulas are those of Prometheus' {@code storage/remote}; the messages
 * are those of the specifications <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec/">Remote-Write 1.0</a> and <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">2.0</a>.
 */
@NullMarked
package io.atalaya.collect.remote;

import org.jspecify.annotations.NullMarked;
