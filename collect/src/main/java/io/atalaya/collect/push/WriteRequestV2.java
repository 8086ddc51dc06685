package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.MetricType;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;

/**
 * Decodes remote write 2.0, whose texts stand in one table of symbols.
 *
 * <pre>
 * Request     4 symbol…              5 TimeSeries…
 * TimeSeries  1 uint32 label refs…   2 Sample…   3 Histogram…   4 Exemplar…   5 Metadata
 * Sample      1 double value         2 int64 timestamp          3 int64 start time
 * Exemplar    1 uint32 label refs…   2 double value             3 int64 timestamp
 * Metadata    1 type                 3 help ref                 4 unit ref
 * label refs: name, value, name, value, …
 * </pre>
 *
 * <p>Symbols are hashed once for each request; the hashes of its label and metadata symbols in
 * their order are the key by which a series is found again. Metadata is part of it, so that a
 * change is noticed. Holds scratch; for one thread at a time.
 */
final class WriteRequestV2 {
  private final SeriesMemory memory;
  private final SeriesPlace place = new SeriesPlace();
  private final LabelHash hash;
  private final SeriesNames names;
  private final SymbolTable symbols;
  private final SymbolList labels = new SymbolList();
  private final SymbolList exemplarLabels = new SymbolList();
  private int type;
  private int help;
  private int unit;

  WriteRequestV2(SeriesMemory memory, LabelHash hash, PushLimits limits) {
    this.memory = memory;
    this.hash = hash;
    this.names = new SeriesNames(limits);
    this.symbols = new SymbolTable(hash);
  }

  void decode(byte[] message, int length, PushBatch into) throws WireException {
    symbols.read(message, length);
    place.entry = -1;
    ProtoReader in = new ProtoReader(message, 0, length);
    while (in.next()) {
      if (in.field() == 5) {
        int from = in.bytes();
        series(message, from, from + in.length(), into);
      } else {
        in.skip();
      }
    }
  }

  /** Forgets the request that was decoded last. */
  void letGo() {
    symbols.letGo();
  }

  private void series(byte[] message, int from, int to, PushBatch into) throws WireException {
    int samples = head(new ProtoReader(message, from, to));
    boolean known = false;
    if (labels.size() % 2 != 0) {
      into.invalidLabels("invalid labelRefs length " + labels.size(), samples);
    } else if (!symbols.hasAll(labels) || !symbols.has(help) || !symbols.has(unit)) {
      into.invalidLabels(
          "a label refers to a symbol beyond the " + symbols.size() + " there are", samples);
    } else {
      known = find(into, samples);
    }
    if (known) {
      data(new ProtoReader(message, from, to), into);
      memory.keep(place);
    }
  }

  /** Reads what names the series; returns how many samples and histograms it has. */
  private int head(ProtoReader in) throws WireException {
    labels.clear();
    type = 0;
    help = 0;
    unit = 0;
    int samples = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> labels.read(in);
        case 2, 3 -> {
          samples++;
          in.skip();
        }
        case 5 -> metadata(in);
        default -> in.skip();
      }
    }
    return samples;
  }

  private void metadata(ProtoReader in) throws WireException {
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.int32();
        case 3 -> help = in.int32();
        case 4 -> unit = in.int32();
        default -> in.skip();
      }
    }
    in.leave(outer);
  }

  /** Finds the series, or learns it; whether its samples are taken. */
  private boolean find(PushBatch into, int samples) throws WireException {
    hash.begin();
    for (int i = 0; i < labels.size(); i++) {
      hash.add(symbols.high(labels.get(i)), symbols.low(labels.get(i)));
    }
    hash.add(symbols.high(help), symbols.high(unit));
    // The first word tells keys of this protocol from those of 1.0.
    hash.add(~labels.size(), type);
    if (samples == 0) {
      readNames(labels);
      into.fault(
          "TimeSeries must contain at least one sample or histogram for series " + names.labels());
      return false;
    }
    return memory.find(hash, place) || learn(into, samples);
  }

  private void readNames(SymbolList from) {
    names.begin();
    for (int i = 0; i < from.size(); i += 2) {
      symbols.addTo(names, from.get(i), from.get(i + 1));
    }
  }

  private boolean learn(PushBatch into, int samples) throws WireException {
    readNames(labels);
    if (names.fault().isPresent()) {
      into.invalidLabels(names.fault().get(), samples);
      return false;
    }
    Labels series = names.labels();
    if (!memory.learn(series, place, into)) {
      return false;
    }
    tellMetadata(series.metricName(), into);
    return true;
  }

  private void tellMetadata(String metric, PushBatch into) throws WireException {
    if (type != 0 || help != 0 || unit != 0) {
      String name = MetricType.ofNumber(type);
      into.add(
          new Metadata(
              MetricType.family(metric, name), name, symbols.text(unit), symbols.text(help)));
    }
  }

  private void data(ProtoReader in, PushBatch into) throws WireException {
    while (in.next()) {
      switch (in.field()) {
        case 2 -> {
          int outer = in.enter();
          sample(in, into);
          in.leave(outer);
        }
        case 3 -> {
          int outer = in.enter();
          into.add(place, HistogramMessage.read(in));
          in.leave(outer);
        }
        case 4 -> {
          int outer = in.enter();
          exemplar(in, into);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
  }

  private void sample(ProtoReader in, PushBatch into) throws WireException {
    double value = 0;
    long timestamp = 0;
    long start = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.float64();
        case 2 -> timestamp = in.int64();
        case 3 -> start = in.int64();
        default -> in.skip();
      }
    }
    into.add(place, timestamp, value, start);
  }

  private void exemplar(ProtoReader in, PushBatch into) throws WireException {
    exemplarLabels.clear();
    double value = 0;
    long timestamp = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> exemplarLabels.read(in);
        case 2 -> value = in.float64();
        case 3 -> timestamp = in.int64();
        default -> in.skip();
      }
    }
    if (exemplarLabels.size() % 2 != 0 || !symbols.hasAll(exemplarLabels)) {
      into.fault("parsing exemplar: its labels refer to symbols that are not there");
      return;
    }
    readNames(exemplarLabels);
    into.add(place, names, value, timestamp);
  }
}
