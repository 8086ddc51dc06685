package io.atalaya.server.api.remote;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.store.promblock.ChunkEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/** {@code POST /api/v1/read}: Prometheus' remote read, as samples or as a stream of chunks. */
final class ReadEndpoint {
  /** Size of a request, before and after decompression. */
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  /** Bytes after which an answer that is not streamed is refused: it is held in memory whole. */
  private static final int MAX_ANSWER_BYTES = 512 << 20;

  private final SeriesSource source;
  private final Supplier<Labels> externalLabels;
  private final ReadLimits limits;
  private final Semaphore places;

  ReadEndpoint(SeriesSource source, Supplier<Labels> externalLabels, ReadLimits limits) {
    this.source = source;
    this.externalLabels = externalLabels;
    this.limits = limits;
    this.places =
        new Semaphore(limits.requests() == 0 ? Integer.MAX_VALUE : limits.requests(), true);
  }

  void handle(HttpRequest request, HttpResponse response) throws IOException {
    ReadQuery.Request wanted = read(request.body(MAX_REQUEST_BYTES));
    places.acquireUninterruptibly();
    try {
      Answer answer = new Answer(wanted, externalLabels.get());
      if (wanted.streams()) {
        answer.stream(response);
      } else {
        answer.sendSamples(response);
      }
    } finally {
      places.release();
    }
  }

  private static ReadQuery.Request read(byte[] body) {
    try {
      return ReadQuery.readAll(Snappy.decode(body, MAX_REQUEST_BYTES));
    } catch (WireException | IllegalArgumentException e) {
      throw new HttpException(400, "not a remote read request: " + e.getMessage());
    }
  }

  /** The answer to one request. */
  private final class Answer {
    private final ReadQuery.Request wanted;
    private final Labels external;
    private final SeriesSamples samples = new SeriesSamples();
    private final ProtoWriter out = new ProtoWriter();

    Answer(ReadQuery.Request wanted, Labels external) {
      this.wanted = wanted;
      this.external = external;
    }

    private SeriesSet select(ReadQuery query) {
      return source.select(
          SeriesSelection.of(
              SampleSink.DEFAULT_TENANT,
              query.without(external),
              query.fromMillis(),
              query.toMillis()));
    }

    private Labels labels(SeriesSet set, int i) {
      Labels.Builder all = external.toBuilder();
      Labels own = set.labels(i);
      for (int l = 0; l < own.size(); l++) {
        all.set(own.name(l), own.value(l));
      }
      return all.build();
    }

    void sendSamples(HttpResponse response) throws IOException {
      long count = 0;
      for (ReadQuery query : wanted.queries()) {
        int result = out.open(1);
        try (SeriesSet set = select(query)) {
          for (int i = 0; i < set.size(); i++) {
            samples.clear();
            set.read(i, samples);
            count += samples.size();
            requireRoom(count);
            if (samples.size() > 0) {
              SeriesMessage.timeSeries(out, labels(set, i), samples);
            }
          }
        }
        out.close(result);
      }
      response.header("Content-Encoding", "snappy");
      response.send("application/x-protobuf", Snappy.encode(out.array(), 0, out.size()));
    }

    private void requireRoom(long count) {
      if (limits.samples() > 0 && count > limits.samples()) {
        throw new HttpException(
            400, "exceeded sample limit (" + limits.samples() + "); ask for less, or for a stream");
      }
      if (out.size() > MAX_ANSWER_BYTES) {
        throw new HttpException(
            400, "the answer is too large for one message; ask for less, or for a stream");
      }
    }

    void stream(HttpResponse response) throws IOException {
      String type = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";
      try (OutputStream body = response.stream(type)) {
        List<ReadQuery> queries = wanted.queries();
        for (int q = 0; q < queries.size(); q++) {
          try (SeriesSet set = select(queries.get(q))) {
            stream(set, q, body);
          }
        }
      }
    }

    private void stream(SeriesSet set, int query, OutputStream body) throws IOException {
      ChunkEncoder chunks = new ChunkEncoder();
      int[] sorted =
          IntStream.range(0, set.size())
              .boxed()
              .sorted(Comparator.comparing(i -> labels(set, i)))
              .mapToInt(i -> i)
              .toArray();
      for (int i : sorted) {
        samples.clear();
        set.read(i, samples);
        Labels labels = labels(set, i);
        int row = samples.from;
        while (row < samples.to) {
          out.clear();
          int series = out.open(1);
          SeriesMessage.labels(out, labels);
          while (row < samples.to && out.size() < limits.frameBytes()) {
            ChunkEncoder.Chunk chunk = chunks.next(samples, row, samples.to);
            SeriesMessage.chunk(out, chunk);
            row = chunk.end();
          }
          out.close(series);
          out.int64(2, query);
          frame(body);
        }
      }
    }

    private void frame(OutputStream body) throws IOException {
      CRC32C checksum = new CRC32C();
      checksum.update(out.array(), 0, out.size());
      ProtoWriter head = new ProtoWriter();
      head.varint(out.size());
      head.writeTo(body);
      body.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
      out.writeTo(body);
    }
  }
}
