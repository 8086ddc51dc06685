package io.atalaya.store.head;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The late samples of a head, by slot of their series. Under the locks of the head. */
final class LateTable {
  private final Map<Integer, LateSamples> bySlot = new HashMap<>();

  void add(int slot, LateSamples.Sample sample) {
    bySlot.merge(slot, LateSamples.NONE.with(sample), (old, one) -> old.with(sample));
  }

  boolean has(int slot) {
    return bySlot.containsKey(slot);
  }

  /** Those of a slot, which may be none. */
  LateSamples of(int slot) {
    return bySlot.getOrDefault(slot, LateSamples.NONE);
  }

  LateSamples.@Nullable Sample find(int slot, long time) {
    LateSamples ofSlot = bySlot.get(slot);
    return ofSlot == null ? null : ofSlot.find(time);
  }

  /** Calls for those of each series that has some. */
  void forEach(Consumer<LateSamples> action) {
    bySlot.values().forEach(action);
  }

  /** Whether some series may have one in a range of time, both ends included. */
  boolean mayHave(long from, long to) {
    return bySlot.values().stream().anyMatch(l -> l.firstTime() <= to && l.lastTime() >= from);
  }

  /** All of them as they are now. */
  Map<Integer, LateSamples> copy() {
    return Map.copyOf(bySlot);
  }

  /** Forgets what was cut, and nothing that came later. */
  void drop(Cut cut) {
    cut.late()
        .forEach((slot, then) -> bySlot.computeIfPresent(slot, (s, now) -> minus(now, then, cut)));
  }

  private static @Nullable LateSamples minus(LateSamples now, LateSamples then, Cut cut) {
    LateSamples left =
        now.filter(
            s -> s.time() < cut.from() || s.time() >= cut.to() || then.find(s.time()) == null);
    return left.isEmpty() ? null : left;
  }

  void dropBefore(long time) {
    bySlot.values().removeIf(l -> l.lastTime() < time);
    bySlot.replaceAll((s, l) -> l.firstTime() < time ? l.filter(x -> x.time() >= time) : l);
  }
}
