package io.atalaya.collect.push;

import io.atalaya.model.MetricType;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;

/**
 * Decodes remote write 1.0.
 *
 * <pre>
 * WriteRequest  1 TimeSeries…   3 MetricMetadata…
 * TimeSeries    1 Label…        2 Sample…   3 Exemplar…   4 Histogram…
 * Label         1 name          2 value
 * Sample        1 double value  2 int64 timestamp
 * Exemplar      1 Label…        2 double value   3 int64 timestamp
 * Metadata      1 type          2 family         4 help           5 unit
 * </pre>
 *
 * <p>All bytes of the labels of a series together are the key by which it is found again. Only for
 * a series that was not sent before are they read as labels. Holds scratch; for one thread at a
 * time.
 */
final class WriteRequestV1 {
  private static final int LABEL = 1;

  private final SeriesMemory memory;
  private final SeriesPlace place = new SeriesPlace();
  private final LabelHash hash;
  private final SeriesNames names;
  private byte[] message = new byte[0];

  WriteRequestV1(SeriesMemory memory, LabelHash hash, PushLimits limits) {
    this.memory = memory;
    this.hash = hash;
    this.names = new SeriesNames(limits);
  }

  void decode(byte[] bytes, int length, PushBatch into) throws WireException {
    message = bytes;
    ProtoReader in = new ProtoReader(message, 0, length);
    place.entry = -1;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int outer = in.enter();
          series(in, into);
          in.leave(outer);
        }
        case 3 -> into.add(metadata(in));
        default -> in.skip();
      }
    }
  }

  /** Forgets the request that was decoded last. */
  void letGo() {
    message = new byte[0];
  }

  private void series(ProtoReader in, PushBatch into) throws WireException {
    int from = in.position();
    int to = in.passRun(LABEL);
    boolean more = in.next();
    hash.of(message, from, to);
    if (!memory.find(hash, place)) {
      learn(new ProtoReader(message, from, to), into);
    }
    while (more) {
      data(in, into);
      more = in.next();
    }
    memory.keep(place);
  }

  /** Registers a series that was not sent before; says why if it cannot be. */
  private void learn(ProtoReader in, PushBatch into) throws WireException {
    names.begin();
    while (in.next()) {
      label(in);
    }
    if (names.fault().isPresent()) {
      into.invalidLabels(names.fault().get(), 1);
    } else {
      memory.learn(names.labels(), place, into);
    }
  }

  private void label(ProtoReader in) throws WireException {
    int outer = in.enter();
    int name = 0;
    int nameLength = 0;
    int value = 0;
    int valueLength = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          name = in.bytes();
          nameLength = in.length();
        }
        case 2 -> {
          value = in.bytes();
          valueLength = in.length();
        }
        default -> in.skip();
      }
    }
    in.leave(outer);
    names.add(message, name, nameLength, value, valueLength);
  }

  private void data(ProtoReader in, PushBatch into) throws WireException {
    switch (in.field()) {
      case 1 -> throw new WireException(in.position(), "a label follows after samples");
      case 2 -> {
        int outer = in.enter();
        sample(in, into);
        in.leave(outer);
      }
      case 3 -> exemplar(in, into);
      case 4 -> {
        int outer = in.enter();
        HistogramMessage histogram = HistogramMessage.read(in);
        in.leave(outer);
        if (!place.isRefused()) {
          into.add(place, histogram);
        }
      }
      default -> in.skip();
    }
  }

  private void sample(ProtoReader in, PushBatch into) throws WireException {
    double value = 0;
    long timestamp = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.float64();
        case 2 -> timestamp = in.int64();
        default -> in.skip();
      }
    }
    if (!place.isRefused()) {
      into.add(place, timestamp, value, 0);
    }
  }

  private void exemplar(ProtoReader in, PushBatch into) throws WireException {
    int outer = in.enter();
    names.begin();
    double value = 0;
    long timestamp = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> label(in);
        case 2 -> value = in.float64();
        case 3 -> timestamp = in.int64();
        default -> in.skip();
      }
    }
    in.leave(outer);
    if (!place.isRefused()) {
      into.add(place, names, value, timestamp);
    }
  }

  private static Metadata metadata(ProtoReader in) throws WireException {
    int outer = in.enter();
    int type = 0;
    String family = "";
    String help = "";
    String unit = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.int32();
        case 2 -> family = in.text();
        case 4 -> help = in.text();
        case 5 -> unit = in.text();
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new Metadata(family, MetricType.ofNumber(type), unit, help);
  }
}
