package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SinkUnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a sender knows of a store whose disk cannot be trusted: of each batch whether it must be
 * there, may be there, or must not. Every batch has all series, with values that follow from time
 * and series.
 */
final class Journal {
  static final String TENANT = "t";
  private static final int SERIES = 4;

  /** What is known of a batch, or of a batch's samples of one series. */
  private enum Fate {
    /** Acknowledged, and on the disk itself. */
    DURABLE,
    /** Acknowledged; a crash of the machine may lose it. */
    STORED,
    /** Sent, but refused or not heard of. */
    UNSURE,
    DELETED
  }

  private record Key(long time, int series) {}

  private final Map<Key, Fate> fates = new HashMap<>();
  private int refused;

  /** How many calls of the store ended with an error. */
  int refused() {
    return refused;
  }

  private static Labels labels(int series) {
    return Labels.of("__name__", "m", "i", "" + series);
  }

  private static double value(long time, int series) {
    return time * 10 + series;
  }

  void append(Tsdb db, long time, boolean durable) {
    SampleBatch batch = new SampleBatch(time);
    Fate fate = Fate.UNSURE;
    try (SampleGroup group = db.open(TENANT, "source")) {
      for (int i = 0; i < SERIES; i++) {
        batch.add(group.register(labels(i)), value(time, i));
      }
      if (durable) {
        batch.requireDurable();
      }
      assertThat(group.append(batch).appended()).isEqualTo(SERIES);
      fate = durable ? Fate.DURABLE : Fate.STORED;
    } catch (SinkUnavailableException e) {
      assertThat(e).hasMessageMatching("(?s).*(Input/output error|No space left|is dead|synced).*");
      refused++;
    }
    for (int i = 0; i < SERIES; i++) {
      fates.put(new Key(time, i), fate);
    }
  }

  /** Deletes samples of one series; a deletion that failed may have happened or not. */
  void delete(Tsdb db, int series, long from, long to) {
    boolean done = true;
    try {
      db.delete(TENANT, List.of(Matcher.equal("i", "" + series)), from, to);
    } catch (IOException e) {
      done = false;
      refused++;
    }
    for (Map.Entry<Key, Fate> entry : fates.entrySet()) {
      Key key = entry.getKey();
      if (key.series() == series && key.time() >= from && key.time() <= to) {
        entry.setValue(done || entry.getValue() == Fate.DELETED ? Fate.DELETED : Fate.UNSURE);
      }
    }
  }

  /** The store was started: what it found it brings to the disk before it relies on it. */
  void started() {
    fates.replaceAll((key, fate) -> fate == Fate.STORED ? Fate.DURABLE : fate);
  }

  /** The machine died: of what was not made durable, nobody knows. */
  void machineDied() {
    fates.replaceAll((key, fate) -> fate == Fate.STORED ? Fate.UNSURE : fate);
  }

  /** Requires all that must be there from a time on, and nothing that was not sent. */
  void check(Tsdb db, long from) {
    Set<Key> found = new HashSet<>();
    SeriesSamples samples = new SeriesSamples();
    SeriesSelection all = SeriesSelection.of(TENANT, List.of(), from, Long.MAX_VALUE);
    try (SeriesSet series = db.select(all)) {
      for (int i = 0; i < series.size(); i++) {
        series.read(i, samples);
        int number = Integer.parseInt(series.labels(i).get("i"));
        for (int row = samples.from; row < samples.to; row++) {
          Key key = new Key(samples.times.millis(row), number);
          assertThat(samples.values[row]).isEqualTo(value(key.time(), number));
          assertThat(found.add(key)).as("once only").isTrue();
        }
      }
    }
    fates.forEach(
        (key, fate) -> {
          if (key.time() >= from && fate != Fate.UNSURE && found.contains(key) == isGone(fate)) {
            throw new AssertionError(key + " is " + fate + ", found: " + found.contains(key));
          }
        });
    assertThat(fates.keySet()).containsAll(found);
  }

  private static boolean isGone(Fate fate) {
    return fate == Fate.DELETED;
  }
}
