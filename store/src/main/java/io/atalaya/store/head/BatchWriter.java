package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.store.log.Frame;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches as frames of the log, and what they need to be understood as declarations of the
 * generation, saying only what has not been said.
 */
final class BatchWriter {
  private record TenantMetadata(String tenant, Metadata family) {}

  private final Frame frame = new Frame();
  private final Set<TenantMetadata> metadata = new HashSet<>();
  private @Nullable Generation generation;
  private long part = -1;
  private int prefix;

  /**
   * Starts a frame that will go to a part of the log.
   *
   * @return whether it is the first in that part
   */
  boolean begin(long toPart, Generation current) {
    frame.clear();
    if (generation != current) {
      generation = current;
      metadata.clear();
    }
    boolean first = part != toPart;
    if (first) {
      part = toPart;
      frame.putByte(RecordType.GENERATION.number());
      frame.putUnsigned(current.number());
    }
    prefix = frame.size();
    return first;
  }

  /** Notes that the frame will not be written. */
  void giveUp() {
    part = -1;
  }

  /** Whether the frame says something. */
  boolean hasContent() {
    return frame.size() > prefix;
  }

  Frame frame() {
    return frame;
  }

  private Generation generation() {
    return Objects.requireNonNull(generation, "no frame was begun");
  }

  /** Writes sorted rows of one group. */
  void putRows(Head head, Group group, Rows rows) {
    LoggedGroup logged = declare(head, group);
    for (int i = 0; i < rows.size(); i++) {
      if (!logged.isDeclared(rows.member(i))) {
        generation().declareMember(head, group, logged, rows.member(i));
      }
    }
    int from = 0;
    while (from < rows.size()) {
      int to = endOfRow(rows, from);
      putRow(logged, rows, from, to);
      from = to;
    }
  }

  private LoggedGroup declare(Head head, Group group) {
    LoggedGroup logged = generation().declare(head, group);
    logged.enter(part);
    return logged;
  }

  /** The end of the run from {@code from} on with one time and ascending members. */
  private static int endOfRow(Rows rows, int from) {
    int to = from + 1;
    while (to < rows.size()
        && rows.time(to) == rows.time(from)
        && rows.member(to) > rows.member(to - 1)) {
      to++;
    }
    return to;
  }

  private void putRow(LoggedGroup logged, Rows rows, int from, int to) {
    RecordType type = logged.isFresh() ? RecordType.FIRST_ROW : RecordType.ROW;
    frame.putByte(type.number());
    frame.putUnsigned(logged.number());
    frame.putSigned(rows.time(from) - logged.lastTime());
    logged.row(rows.time(from));
    int unchanged = 0;
    int next = 0;
    for (int i = from; i < to; i++) {
      int member = rows.member(i);
      if (member > next) {
        ValueCoder.putRun(frame, unchanged);
        unchanged = 0;
        ValueCoder.putCode(frame, ValueCoder.SKIP);
        frame.putUnsigned(member - next);
      }
      if (isUnchanged(logged, rows, i, member)) {
        unchanged++;
      } else {
        ValueCoder.putRun(frame, unchanged);
        unchanged = 0;
        putSample(logged, rows, i, member);
      }
      next = member + 1;
    }
    ValueCoder.putRun(frame, unchanged);
    ValueCoder.putCode(frame, ValueCoder.END);
  }

  private static boolean isUnchanged(LoggedGroup logged, Rows rows, int row, int member) {
    return rows.bits(row) == logged.bits[member]
        && rows.start(row) == logged.start(member)
        && rows.histogram(row) == null;
  }

  private void putSample(LoggedGroup logged, Rows rows, int row, int member) {
    long start = rows.start(row);
    if (start != logged.start(member)) {
      ValueCoder.putCode(frame, ValueCoder.START);
      frame.putSigned(start - logged.start(member));
      logged.setStart(member, start);
    }
    Histogram histogram = rows.histogram(row);
    if (histogram != null) {
      ValueCoder.putCode(frame, ValueCoder.HISTOGRAM);
      HistogramCoder.write(frame, histogram);
    } else {
      putValue(logged, rows.bits(row), member);
    }
  }

  private void putValue(LoggedGroup logged, long bits, int member) {
    ValueCoder.write(frame, logged, member, bits);
    logged.bits[member] = ValueCoder.toBuildOn(logged.bits[member], bits);
  }

  void putExemplar(Head head, Group group, int member, Exemplar exemplar) {
    LoggedGroup logged = declare(head, group);
    generation().declareMember(head, group, logged, member);
    Notes.putExemplar(frame, logged.number(), member, exemplar);
  }

  /** Writes metadata, once in each generation as long as it stays the same. */
  void putMetadata(Head head, Group group, Metadata family) {
    if (metadata.add(new TenantMetadata(head.tenant(), family))) {
      LoggedGroup logged = declare(head, group);
      Notes.putMetadata(frame, logged.number(), family);
    }
  }
}
