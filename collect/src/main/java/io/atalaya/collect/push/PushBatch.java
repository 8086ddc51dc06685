package io.atalaya.collect.push;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request holds, decoded and dealt out to lanes. Used again and again, by one thread at a
 * time.
 */
final class PushBatch {
  /** Parts kept for the next request; most have a few dozen. */
  private static final int KEPT_PARTS = 256;

  /** Samples of a request whose memory is kept for the next; most have a few thousand. */
  private static final int KEPT_SAMPLES = 100_000;

  /** Characters that the labels of an exemplar may have together, as in OpenMetrics. */
  private static final int MAX_EXEMPLAR_CHARACTERS = 128;

  private final Lanes lanes;
  private final List<LanePart> parts = new ArrayList<>();
  private int used;

  /** Part by the number of its lane, −1 if there is none. */
  private int[] partOfLane = new int[0];

  private int lastLane = Lanes.NONE;
  private @Nullable LanePart lastPart;
  private final Faults faults = new Faults();
  private int exemplars;
  private int invalidLabels;
  private int refusedSeries;
  private int invalidHistograms;
  private int invalidExemplars;
  private final int maxSamples;
  private int samples;
  private long lastMillis;

  /**
   * An empty batch.
   *
   * @param maxSamples samples, exemplars and families it may have
   */
  PushBatch(Lanes lanes, int maxSamples) {
    this.lanes = lanes;
    this.maxSamples = maxSamples;
  }

  /**
   * Empties it for another request.
   *
   * @param latestMillis how late an exemplar may be
   */
  void clear(long latestMillis) {
    lastMillis = latestMillis;
    for (LanePart part : parts()) {
      partOfLane[part.lane().number()] = -1;
    }
    if (samples > KEPT_SAMPLES) {
      parts.clear();
    } else if (parts.size() > KEPT_PARTS) {
      parts.subList(KEPT_PARTS, parts.size()).clear();
    }
    samples = 0;
    used = 0;
    lastLane = Lanes.NONE;
    lastPart = null;
    faults.clear();
    exemplars = 0;
    invalidLabels = 0;
    refusedSeries = 0;
    invalidHistograms = 0;
    invalidExemplars = 0;
  }

  /** Empties it if what it took is too much to be kept. */
  void letGo() {
    if (samples > KEPT_SAMPLES) {
      clear(lastMillis);
    }
  }

  /** What goes to each lane. */
  List<LanePart> parts() {
    return parts.subList(0, used);
  }

  /** The part for a lane if it has samples already. */
  @Nullable LanePart begunPart(int lane) {
    int index = lane < partOfLane.length ? partOfLane[lane] : -1;
    return index >= 0 && parts.get(index).isBegun() ? parts.get(index) : null;
  }

  /** Finds the part for the samples of a series, of which this is the first. */
  private LanePart settle(SeriesPlace place, long atMillis) {
    LanePart part = place.lane == Lanes.NONE ? null : partOf(place.lane);
    if (part == null || part.isAheadOf(atMillis)) {
      String source = part == null ? place.source : part.lane().source();
      part = partOf(lanes.choose(source, atMillis, this));
      place.moved = place.lane != part.lane().number();
      place.lane = part.lane().number();
    }
    part.begin(atMillis);
    place.part = part;
    return part;
  }

  private LanePart partOf(int number) {
    if (number == lastLane && lastPart != null) {
      return lastPart;
    }
    Lane lane = lanes.get(number);
    return partOf(lane == null ? lanes.rest() : lane);
  }

  private LanePart partOf(Lane lane) {
    int number = lane.number();
    if (number >= partOfLane.length) {
      int known = partOfLane.length;
      partOfLane = Arrays.copyOf(partOfLane, number + number / 2 + 64);
      Arrays.fill(partOfLane, known, partOfLane.length, -1);
    }
    if (partOfLane[number] < 0) {
      partOfLane[number] = newPart(lane);
    }
    LanePart part = parts.get(partOfLane[number]);
    lastLane = number;
    lastPart = part;
    return part;
  }

  private int newPart(Lane lane) {
    if (used == parts.size()) {
      parts.add(new LanePart(lane));
    } else {
      parts.get(used).reset(lane);
    }
    return used++;
  }

  /**
   * Adds a float.
   *
   * @param startMillis when its counter began, or 0 if not known
   */
  void add(SeriesPlace place, long atMillis, double value, long startMillis) {
    part(place, atMillis).add(place.ref, atMillis, value, startMillis);
  }

  private LanePart part(SeriesPlace place, long atMillis) {
    count();
    LanePart part = place.part;
    return part == null ? settle(place, atMillis) : part;
  }

  private void count() {
    if (++samples > maxSamples) {
      throw new OversizeException("the request has more than " + maxSamples + " samples");
    }
  }

  /** Adds a histogram, or the end of a series of them, or a fault if it contradicts itself. */
  void add(SeriesPlace place, HistogramMessage message) {
    if (message.isStale()) {
      part(place, message.timestampMillis()).addEnd(place.ref, message.timestampMillis());
      return;
    }
    Histogram histogram;
    try {
      histogram = message.histogram();
    } catch (IllegalArgumentException e) {
      invalidHistograms++;
      faults.add(String.valueOf(e.getMessage()));
      return;
    }
    add(place, message.timestampMillis(), histogram, message.startMillis());
  }

  /** Adds a histogram; {@code startMillis} as above. */
  void add(SeriesPlace place, long atMillis, Histogram histogram, long startMillis) {
    part(place, atMillis).add(place.ref, atMillis, histogram, startMillis);
  }

  /** Adds an exemplar with the labels of {@code names}; one that cannot be is left out. */
  void add(SeriesPlace place, SeriesNames names, double value, long atMillis) {
    if (names.isFaulty()) {
      invalidExemplars++;
    } else {
      add(place, names.labels(), value, atMillis);
    }
  }

  /** Adds an exemplar, which may come without a sample; one that cannot be is left out. */
  void add(SeriesPlace place, Labels labels, double value, long atMillis) {
    if (atMillis > lastMillis || characters(labels) > MAX_EXEMPLAR_CHARACTERS) {
      invalidExemplars++;
      return;
    }
    count();
    exemplars++;
    LanePart part = place.part;
    if (part == null) {
      part = partOf(place.lane == Lanes.NONE ? Lanes.REST : place.lane);
    }
    part.floats().add(new Exemplar(place.ref, labels, value, atMillis));
  }

  private static long characters(Labels labels) {
    long characters = 0;
    for (int i = 0; i < labels.size(); i++) {
      String text = labels.name(i) + labels.value(i);
      characters += text.codePointCount(0, text.length());
    }
    return characters;
  }

  void add(Metadata family) {
    count();
    partOf(Lanes.REST).floats().add(family);
  }

  /** Notes that samples are refused for what is wrong with their labels. */
  void invalidLabels(String why, int samples) {
    invalidLabels += samples;
    faults.add(why);
  }

  /** Notes that a series cannot be created. */
  void refusedSeries(String why) {
    refusedSeries++;
    faults.add(why);
  }

  /** Notes another fault, which is told and not counted. */
  void fault(String why) {
    faults.add(why);
  }

  Faults faults() {
    return faults;
  }

  int exemplarCount() {
    return exemplars;
  }

  /** Counts what the decoding refused. */
  void countRefused(PushCounters counters) {
    counters.invalidLabels.add(invalidLabels);
    counters.refusedSeries.add(refusedSeries);
    counters.invalidHistograms.add(invalidHistograms);
    counters.invalidExemplars.add(invalidExemplars);
  }
}
