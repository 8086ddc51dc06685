package io.atalaya.server.status;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All incidents, kept in a file. Safe for many threads. */
public final class Incidents implements AutoCloseable {
  /** Beyond this the oldest that are over are forgotten. */
  static final int MAX_INCIDENTS = 1000;

  private static final String NAME = "incidents";
  private static final int INCIDENT = 1;

  private final InstantSource clock;
  private final NavigableMap<Long, Incident> incidents = new TreeMap<>();
  private final Journal journal;
  private long lastId;

  private Incidents(Path file, InstantSource clock) throws IOException {
    this.clock = clock;
    journal = Journal.open(file, NAME, this::replay);
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static Incidents open(Path file, InstantSource clock) throws IOException {
    return new Incidents(file, clock);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    if (in.kind() != INCIDENT) {
      throw new IllegalArgumentException("unknown kind of record among the incidents");
    }
    long id = in.int64();
    String title = in.text();
    boolean removed = in.bool();
    List<String> checks = new ArrayList<>();
    for (int n = in.count(); n > 0; n--) {
      checks.add(in.text());
    }
    List<Incident.Update> updates = new ArrayList<>();
    for (int n = in.count(); n > 0; n--) {
      Instant at = in.instant();
      updates.add(new Incident.Update(at, Incident.Phase.parse(in.text()), in.text()));
    }
    lastId = Math.max(lastId, id);
    if (removed) {
      incidents.remove(id);
    } else {
      incidents.put(id, new Incident(id, title, checks, updates));
    }
  }

  private static byte[] record(Incident incident, boolean removed) {
    RecordOutput out =
        new RecordOutput(INCIDENT)
            .number(incident.id())
            .text(incident.title())
            .bool(removed)
            .number(incident.checks().size());
    incident.checks().forEach(out::text);
    out.number(incident.updates().size());
    incident.updates().forEach(u -> out.instant(u.at()).text(u.phase().text()).text(u.text()));
    return out.toBytes();
  }

  /** Begins an incident. */
  synchronized Incident begin(String title, List<String> checks, Incident.Phase phase, String text)
      throws IOException {
    Incident.Update first = new Incident.Update(clock.instant(), phase, text);
    Incident incident = new Incident(lastId + 1, title, checks, List.of(first));
    keep(incident, false);
    lastId++;
    incidents.put(incident.id(), incident);
    makeRoom();
    return incident;
  }

  /** Tells more of one; nothing if there is none of that id. */
  synchronized Optional<Incident> update(long id, Incident.Phase phase, String text)
      throws IOException {
    Incident old = incidents.get(id);
    if (old == null) {
      return Optional.empty();
    }
    List<Incident.Update> updates = new ArrayList<>(old.updates());
    updates.add(new Incident.Update(clock.instant(), phase, text));
    Incident next = new Incident(id, old.title(), old.checks(), updates);
    keep(next, false);
    incidents.put(id, next);
    return Optional.of(next);
  }

  /** Takes one back; false if there is none of that id. */
  synchronized boolean remove(long id) throws IOException {
    Incident old = incidents.get(id);
    if (old == null) {
      return false;
    }
    keep(old, true);
    incidents.remove(id);
    return true;
  }

  private void keep(Incident incident, boolean removed) throws IOException {
    journal.append(record(incident, removed));
    journal.force();
    if (journal.worthRewriting()) {
      journal.rewrite(incidents.values().stream().map(i -> record(i, false)).toList());
    }
  }

  private void makeRoom() throws IOException {
    if (incidents.size() > MAX_INCIDENTS) {
      Optional<Incident> oldest = incidents.values().stream().filter(Incident::isOver).findFirst();
      if (oldest.isPresent()) {
        remove(oldest.get().id());
      }
    }
  }

  /** All, the newest first. */
  synchronized List<Incident> all() {
    return incidents.values().stream()
        .sorted(Comparator.comparingLong(Incident::id).reversed())
        .toList();
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
