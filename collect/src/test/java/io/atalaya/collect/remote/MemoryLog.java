package io.atalaya.collect.remote;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A log in memory, in which each sample is a batch. It remembers how far its followers are. */
final class MemoryLog implements SampleLog {
  private record Entry(Labels series, long atMillis, double value) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Long> acknowledged = new HashMap<>();

  synchronized void add(Labels series, long atMillis, double value) {
    entries.add(new Entry(series, atMillis, value));
  }

  /** How many samples a follower needs no more. */
  synchronized long acknowledged(String name) {
    return acknowledged.getOrDefault(name, 0L);
  }

  private synchronized Entry entry(long position) {
    return entries.get((int) position);
  }

  private synchronized int size() {
    return entries.size();
  }

  private synchronized void note(String name, long position) {
    acknowledged.put(name, position);
  }

  @Override
  public <S> Follower follow(String name, String tenant, Visitor<S> visitor) {
    long from = acknowledged(name);
    return new Reading<>(name, visitor, from);
  }

  @Override
  public synchronized void retain(Set<String> names) {
    acknowledged.keySet().retainAll(names);
  }

  @Override
  public long keptBytes() {
    return 0;
  }

  private final class Reading<S> implements Follower {
    private final String name;
    private final Visitor<S> visitor;
    private final Map<Labels, S> known = new HashMap<>();
    private long position;

    Reading(String name, Visitor<S> visitor, long position) {
      this.name = name;
      this.visitor = visitor;
      this.position = position;
    }

    @Override
    public boolean next() {
      if (position == size()) {
        return false;
      }
      Entry entry = entry(position++);
      S series = known.computeIfAbsent(entry.series(), visitor::series);
      visitor.sample(series, entry.atMillis(), entry.value(), 0);
      return true;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void acknowledge(long upTo) {
      note(name, upTo);
    }

    @Override
    public long behindBytes() {
      return size() - position;
    }

    @Override
    public long lostParts() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
