package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one series that fit no open row, sorted by time. Immutable: adding one gives another
 * object that shares all chunks but one, so a reader keeps what it saw.
 */
final class LateSamples {
  static final LateSamples NONE = new LateSamples(new Chunk[0]);

  private static final int CHUNK = 128;

  /** One sample; {@code bits} is without meaning if there is a histogram. */
  record Sample(long time, long bits, long start, @Nullable Histogram histogram) {
    boolean sameValue(long otherBits, @Nullable Histogram other) {
      return histogram == null
          ? other == null && bits == otherBits
          : other != null && histogram.equals(other);
    }
  }

  private record Chunk(Sample[] samples) {
    long first() {
      return samples[0].time();
    }
  }

  private final Chunk[] chunks;

  private LateSamples(Chunk[] chunks) {
    this.chunks = chunks;
  }

  boolean isEmpty() {
    return chunks.length == 0;
  }

  int size() {
    return Arrays.stream(chunks).mapToInt(c -> c.samples.length).sum();
  }

  long lastTime() {
    Sample[] last = chunks[chunks.length - 1].samples;
    return last[last.length - 1].time();
  }

  @Nullable Sample find(long time) {
    int c = chunkOf(time);
    if (c < 0) {
      return null;
    }
    Sample[] samples = chunks[c].samples;
    int i = indexOf(samples, time);
    return i < samples.length && samples[i].time() == time ? samples[i] : null;
  }

  /** The last chunk that begins at or before a time, or −1. */
  private int chunkOf(long time) {
    int low = 0;
    int high = chunks.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks[middle].first() <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The first index at or after a time. */
  private static int indexOf(Sample[] samples, long time) {
    int low = 0;
    int high = samples.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (samples[middle].time() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** These and one more, whose time is not among them. */
  LateSamples with(Sample sample) {
    if (chunks.length == 0) {
      return new LateSamples(new Chunk[] {new Chunk(new Sample[] {sample})});
    }
    int c = Math.max(0, chunkOf(sample.time()));
    Sample[] samples = insert(chunks[c].samples, sample);
    return samples.length <= CHUNK ? replace(c, samples) : split(c, samples);
  }

  private static Sample[] insert(Sample[] samples, Sample sample) {
    int at = indexOf(samples, sample.time());
    Sample[] more = Arrays.copyOf(samples, samples.length + 1);
    System.arraycopy(samples, at, more, at + 1, samples.length - at);
    more[at] = sample;
    return more;
  }

  private LateSamples replace(int c, Sample[] samples) {
    Chunk[] changed = chunks.clone();
    changed[c] = new Chunk(samples);
    return new LateSamples(changed);
  }

  /** Splits in the middle, or, when samples come in order, leaves full chunks behind. */
  private LateSamples split(int c, Sample[] samples) {
    int left = c == chunks.length - 1 ? CHUNK : CHUNK / 2;
    Chunk[] changed = Arrays.copyOf(chunks, chunks.length + 1);
    System.arraycopy(chunks, c + 1, changed, c + 2, chunks.length - c - 1);
    changed[c] = new Chunk(Arrays.copyOfRange(samples, 0, left));
    changed[c + 1] = new Chunk(Arrays.copyOfRange(samples, left, samples.length));
    return new LateSamples(changed);
  }

  /** Those that a condition holds for. */
  LateSamples filter(Predicate<Sample> wanted) {
    Sample[] kept =
        Arrays.stream(chunks)
            .flatMap(c -> Arrays.stream(c.samples))
            .filter(wanted)
            .toArray(Sample[]::new);
    Chunk[] packed = new Chunk[(kept.length + CHUNK - 1) / CHUNK];
    for (int c = 0; c < packed.length; c++) {
      int end = Math.min(kept.length, (c + 1) * CHUNK);
      packed[c] = new Chunk(Arrays.copyOfRange(kept, c * CHUNK, end));
    }
    return new LateSamples(packed);
  }

  long firstTime() {
    return chunks[0].first();
  }

  /** Calls for every sample, in order of time. */
  void forEach(Consumer<Sample> action) {
    for (Chunk chunk : chunks) {
      for (Sample sample : chunk.samples) {
        action.accept(sample);
      }
    }
  }

  /** Reads those with times in {@code [from, to]}. */
  void read(long from, long to, SeriesSamples into) {
    int first = Math.max(0, chunkOf(from));
    int end = chunkOf(to) + 1;
    int capacity = Math.max(0, end - first) * CHUNK;
    into.ensureCapacity(capacity);
    long[] times = new long[capacity];
    int n = 0;
    for (int c = first; c < end; c++) {
      for (Sample sample : chunks[c].samples) {
        if (sample.time() >= from && sample.time() <= to) {
          times[n] = sample.time();
          put(sample, n++, capacity, into);
        }
      }
    }
    into.times = new TimeColumn(times, n);
    into.from = 0;
    into.to = n;
  }

  private static void put(Sample sample, int row, int capacity, SeriesSamples into) {
    into.values[row] = Double.longBitsToDouble(sample.bits());
    if (sample.histogram() != null) {
      if (into.histograms == null) {
        into.histograms = new @Nullable Histogram[capacity];
      }
      into.values[row] = 0;
      into.histograms[row] = sample.histogram();
    }
    if (sample.start() != 0) {
      if (into.startMillis == null) {
        into.startMillis = new long[capacity];
      }
      into.startMillis[row] = sample.start();
    }
  }
}
