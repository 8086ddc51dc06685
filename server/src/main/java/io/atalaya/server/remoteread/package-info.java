/**
 * Reads from other servers by Prometheus' remote read, as if their samples were ours.
 *
 * <p>Owns the question that is sent, the two forms of the answer (samples, and a stream of chunks)
 * and the joining with what is stored here. Must not know who asks: a query, a rule, or an API. A
 * server that does not answer costs a warning, never the answer.
 *
 * <pre>
 * ReadRequest   1 Query…    2 accepted types: 1 stream of chunks, 0 samples
 * Query         1 from      2 to          3 LabelMatcher { 1 type  2 name  3 value }…
 *
 * samples       Snappy of   ReadResponse { 1 QueryResult { 1 TimeSeries… }… }
 * TimeSeries    1 Label…    2 Sample { 1 value  2 time }…   4 Histogram…
 *
 * stream        frame…      varint length | u32 crc32c, big endian | ChunkedReadResponse
 *               ChunkedReadResponse { 1 ChunkedSeries { 1 Label…  2 Chunk… }…  2 query }
 *               Chunk { 1 from  2 to  3 encoding  4 data }
 * </pre>
 */
@NullMarked
package io.atalaya.server.remoteread;

import org.jspecify.annotations.NullMarked;
