package io.atalaya.alert.history;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decisions on disk, and finds them again.
 *
 * <p>Whoever decides waits for nothing: decisions queue up and a task writes them. A decision that
 * repeats the last one about its subject word for word, as a silence does at every look at a group,
 * is not written again. If the disk fails, decisions are dropped and counted; nothing else suffers.
 */
public final class DecisionHistory implements DecisionSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionHistory.class);
  private static final String FORMAT = "decisions";
  private static final int DECISION = 1;
  private static final Pattern NAME = Pattern.compile("decisions-(\\d{4}-\\d{2}-\\d{2})\\.journal");

  /** About how many subjects is known what was last decided. */
  private static final int MAX_LAST = 100_000;

  private final Path folder;
  private final Scheduler scheduler;
  private final HistoryLimits limits;
  private final Deque<DecisionRecord> waiting = new ArrayDeque<>();
  private final Map<String, Integer> last = new LinkedHashMap<>();
  private final Object writing = new Object();
  private @Nullable Journal journal;
  private LocalDate day = LocalDate.MIN;
  private boolean scheduled;
  private long dropped;
  private boolean diskFailed;
  private boolean closed;

  private DecisionHistory(Path folder, Scheduler scheduler, HistoryLimits limits) {
    this.folder = folder;
    this.scheduler = scheduler;
    this.limits = limits;
  }

  /**
   * Opens the folder, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static DecisionHistory open(Path folder, Scheduler scheduler, HistoryLimits limits)
      throws IOException {
    Files.createDirectories(folder);
    DecisionHistory history = new DecisionHistory(folder, scheduler, limits);
    history.forgetOld();
    history.forgetDaily();
    return history;
  }

  /** Days pass also where nothing is decided. */
  private void forgetDaily() {
    scheduler.at(
        scheduler.instant().plus(Duration.ofDays(1)),
        "forget old decisions",
        () -> {
          synchronized (writing) {
            if (closed) {
              return;
            }
            try {
              leaveDaysThatAreOver();
              forgetOld();
            } catch (IOException e) {
              LOG.warn("Old decisions cannot be deleted: {}", e.toString());
            }
          }
          forgetDaily();
        });
  }

  @Override
  public synchronized void record(DecisionRecord decision) {
    if (repeats(decision)) {
      return;
    }
    if (waiting.size() >= limits.maxWaiting()) {
      dropped++;
      return;
    }
    waiting.add(decision);
    if (!scheduled) {
      scheduled = true;
      scheduler.at(scheduler.instant(), "write decisions", this::drain);
    }
  }

  private boolean repeats(DecisionRecord decision) {
    String about =
        decision.step() + " " + decision.subject() + " " + decision.details().get("channel");
    int what = Objects.hash(decision.outcome(), decision.reason());
    Integer before = last.remove(about);
    last.put(about, what);
    if (last.size() > MAX_LAST) {
      last.remove(last.keySet().iterator().next());
    }
    return before != null && before == what;
  }

  private synchronized List<DecisionRecord> taken() {
    List<DecisionRecord> taken = new ArrayList<>(waiting);
    waiting.clear();
    scheduled = false;
    return taken;
  }

  private void drain() {
    synchronized (writing) {
      for (DecisionRecord decision : taken()) {
        try {
          of(LocalDate.ofInstant(decision.at(), ZoneOffset.UTC)).append(bytes(decision));
          diskFailed = false;
        } catch (IOException e) {
          failed(e);
        }
      }
    }
  }

  private void failed(IOException e) {
    if (!diskFailed) {
      LOG.error("Decisions cannot be kept: {}", e.toString());
    }
    diskFailed = true;
    synchronized (this) {
      dropped++;
    }
  }

  /** The file of a day; a day that is over is not opened again, what is late goes to the next. */
  private Journal of(LocalDate wanted) throws IOException {
    Journal open = journal;
    if (open != null && !wanted.isAfter(day)) {
      return open;
    }
    if (open != null) {
      open.close();
    }
    Journal opened = Journal.open(file(wanted), FORMAT, record -> {});
    journal = opened;
    day = wanted;
    forgetOld();
    return opened;
  }

  private Path file(LocalDate of) {
    return folder.resolve("decisions-" + of + ".journal");
  }

  private void leaveDaysThatAreOver() throws IOException {
    Journal open = journal;
    if (open != null && day.isBefore(day(scheduler.instant()))) {
      journal = null;
      day = LocalDate.MIN;
      open.close();
    }
  }

  private void forgetOld() throws IOException {
    LocalDate today = day(scheduler.instant());
    LocalDate oldest = today.minusDays(Math.max(1, limits.retention().toDays()));
    long bytes = 0;
    for (LocalDate kept : days()) {
      bytes += Files.size(file(kept));
      boolean inUse = kept.equals(day) || kept.equals(today);
      if (!inUse && (kept.isBefore(oldest) || bytes > limits.maxBytes())) {
        Files.delete(file(kept));
      }
    }
  }

  /** The days of which there are files, the newest first. */
  private List<LocalDate> days() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> LocalDate.parse(name.group(1)))
          .sorted(Collections.reverseOrder())
          .toList();
    }
  }

  /**
   * The decisions that are wanted, the newest first.
   *
   * @throws UncheckedIOException if the disk fails
   */
  public List<DecisionRecord> find(DecisionQuery query) {
    drain();
    List<DecisionRecord> found = new ArrayList<>();
    try {
      LocalDate first = day(query.since());
      LocalDate end = day(query.until()).plusDays(1);
      for (LocalDate one : days()) {
        if (found.size() < query.limit() && !one.isBefore(first) && !one.isAfter(end)) {
          add(one, query, found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static LocalDate day(Instant instant) {
    Instant earliest = Instant.parse("0000-01-02T00:00:00Z");
    Instant latest = Instant.parse("9999-01-01T00:00:00Z");
    Instant bounded = instant.isBefore(earliest) ? earliest : instant;
    return LocalDate.ofInstant(bounded.isAfter(latest) ? latest : bounded, ZoneOffset.UTC);
  }

  private void add(LocalDate of, DecisionQuery query, List<DecisionRecord> found)
      throws IOException {
    Deque<DecisionRecord> wanted = new ArrayDeque<>();
    int room = query.limit() - found.size();
    Journal.read(
        file(of),
        FORMAT,
        record -> {
          Optional<DecisionRecord> decision = read(record).filter(query::wants);
          decision.ifPresent(wanted::addFirst);
          if (wanted.size() > room) {
            wanted.removeLast();
          }
        });
    found.addAll(wanted);
  }

  private static byte[] bytes(DecisionRecord decision) {
    RecordOutput out =
        new RecordOutput(DECISION)
            .instant(decision.at())
            .text(decision.step().name())
            .text(decision.subject())
            .text(decision.outcome())
            .text(decision.reason())
            .number(decision.details().size());
    decision.details().forEach((name, value) -> out.text(name).text(value));
    return out.toBytes();
  }

  /** Nothing if it is of a kind that a later program writes. */
  private static Optional<DecisionRecord> read(byte[] record) {
    RecordInput in = new RecordInput(record);
    if (in.kind() != DECISION) {
      return Optional.empty();
    }
    Instant at = in.instant();
    DecisionRecord.Step step = DecisionRecord.Step.valueOf(in.text());
    String subject = in.text();
    String outcome = in.text();
    String reason = in.text();
    Map<String, String> details = new LinkedHashMap<>();
    for (int n = in.count(); n > 0; n--) {
      details.put(in.text(), in.text());
    }
    return Optional.of(new DecisionRecord(at, step, subject, outcome, reason, details));
  }

  /** How many decisions were not kept. */
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public void close() throws IOException {
    drain();
    synchronized (writing) {
      closed = true;
      if (journal != null) {
        journal.close();
      }
    }
  }
}
