/**
 * What other Prometheus servers read from us: remote read at {@code /api/v1/read}, federation at
 * {@code /federate}.
 *
 * <pre>
 * ReadRequest          1 Query…   2 accepted response types, 0 SAMPLES, 1 STREAMED_XOR_CHUNKS
 * Query                1 int64 from   2 int64 to (ms, both included)   3 matcher…
 * matcher              1 type: 0 = 1 != 2 =~ 3 !~   2 name   3 value
 * ReadResponse         1 QueryResult { 1 TimeSeries… } for each query, as one Snappy block
 * ChunkedReadResponse  1 ChunkedSeries { 1 Label…   2 Chunk… }   2 int64 number of the query
 * Chunk                1 int64 from   2 int64 to   3 encoding   4 bytes
 * encoding             1 XOR   2 histogram   3 histogram of floats
 * stream               frames { uvarint length | u32 CRC-32C, big endian | ChunkedReadResponse }
 * </pre>
 */
@NullMarked
package io.atalaya.server.api.remote;

import org.jspecify.annotations.NullMarked;
