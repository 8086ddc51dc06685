package io.atalaya.server.remoteread;

import io.atalaya.collect.push.HistogramMessage;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.promblock.ChunkDecoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads the answer to a question, within limits. */
final class ReadAnswer {
  /** Bytes of an answer of samples, unpacked, and of all frames of a stream. */
  private static final int MAX_BYTES = 512 << 20;

  private final ReadQuestion question;
  private final int maxFrameBytes;
  private final ChunkDecoder chunks = new ChunkDecoder();
  private final List<FetchedSeries> series = new ArrayList<>();

  /**
   * An answer that has not come yet.
   *
   * @param maxFrameBytes of one frame of a stream
   */
  ReadAnswer(ReadQuestion question, int maxFrameBytes) {
    this.question = question;
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Reads an answer of samples. */
  List<FetchedSeries> samples(InputStream body) throws IOException {
    byte[] packed = body.readNBytes(MAX_BYTES + 1);
    try {
      ProtoReader in = new ProtoReader(Snappy.decode(packed, MAX_BYTES));
      while (in.next()) {
        int outer = in.enter();
        while (in.next()) {
          int series = in.enter();
          timeSeries(in);
          in.leave(series);
        }
        in.leave(outer);
      }
    } catch (WireException | IllegalArgumentException e) {
      throw new IOException("the answer makes no sense: " + e.getMessage(), e);
    }
    return series;
  }

  private void timeSeries(ProtoReader in) throws WireException {
    Labels.Builder labels = Labels.builder();
    FetchedSeries fetched = null;
    while (in.next()) {
      int field = in.field();
      if (field == 1) {
        label(in, labels);
      } else if (field == 2 || field == 4) {
        fetched = fetched == null ? begin(labels.build()) : fetched;
        int outer = in.enter();
        if (field == 2) {
          sample(in, fetched);
        } else {
          histogram(in, fetched);
        }
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private FetchedSeries begin(Labels labels) {
    FetchedSeries fetched =
        new FetchedSeries(question.without(labels), question.fromMillis(), question.toMillis());
    series.add(fetched);
    return fetched;
  }

  private static void label(ProtoReader in, Labels.Builder labels) throws WireException {
    int outer = in.enter();
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    in.leave(outer);
    labels.set(name, value);
  }

  private static void sample(ProtoReader in, FetchedSeries into) throws WireException {
    double value = 0;
    long time = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.float64();
        case 2 -> time = in.int64();
        default -> in.skip();
      }
    }
    into.add(time, value);
  }

  private static void histogram(ProtoReader in, FetchedSeries into) throws WireException {
    HistogramMessage message = HistogramMessage.read(in);
    if (message.isStale()) {
      into.add(message.timestampMillis(), SampleValue.STALE);
    } else {
      into.add(message.timestampMillis(), message.histogram());
    }
  }

  /** Reads a stream of chunks. */
  List<FetchedSeries> stream(InputStream body) throws IOException {
    DataInputStream in = new DataInputStream(body);
    long total = 0;
    for (int length = length(in); length >= 0; length = length(in)) {
      total += length;
      if (length > maxFrameBytes || total > MAX_BYTES) {
        throw new IOException("the answer is larger than the limit; ask for less");
      }
      int checksum = in.readInt();
      byte[] frame = in.readNBytes(length);
      CRC32C crc = new CRC32C();
      crc.update(frame);
      if (frame.length < length || (int) crc.getValue() != checksum) {
        throw new IOException("the answer was damaged on its way");
      }
      try {
        frame(new ProtoReader(frame));
      } catch (WireException | MalformedDataException e) {
        throw new IOException("the answer makes no sense: " + e.getMessage(), e);
      }
    }
    return series;
  }

  /** The length of the next frame; −1 at the end. */
  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = in.read();
      if (b < 0 && shift == 0) {
        return -1;
      }
      if (b < 0) {
        throw new EOFException("the answer ends in the middle");
      }
      length |= (b & 0x7f) << shift;
      if (b < 0x80) {
        return length < 0 ? Integer.MAX_VALUE : length;
      }
    }
    return Integer.MAX_VALUE;
  }

  private void frame(ProtoReader in) throws WireException, MalformedDataException {
    while (in.next()) {
      if (in.field() == 1) {
        int outer = in.enter();
        chunkedSeries(in);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  /** A long series comes in several frames, one after the other. */
  private void chunkedSeries(ProtoReader in) throws WireException, MalformedDataException {
    Labels.Builder labels = Labels.builder();
    FetchedSeries fetched = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> label(in, labels);
        case 2 -> {
          fetched = fetched == null ? continued(labels.build()) : fetched;
          int outer = in.enter();
          chunk(in, fetched);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
  }

  private FetchedSeries continued(Labels labels) {
    boolean same = !series.isEmpty() && series.getLast().labels().equals(question.without(labels));
    return same ? series.getLast() : begin(labels);
  }

  private void chunk(ProtoReader in, FetchedSeries into)
      throws WireException, MalformedDataException {
    int encoding = 0;
    byte[] data = {};
    while (in.next()) {
      switch (in.field()) {
        case 3 -> encoding = in.int32();
        case 4 -> data = in.byteArray();
        default -> in.skip();
      }
    }
    chunks.decode(encoding, data, into);
  }
}
