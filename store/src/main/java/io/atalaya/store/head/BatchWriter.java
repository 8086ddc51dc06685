package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.store.log.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes batches as frames, saying in each part of the log only what has not been said in it. */
final class BatchWriter {
  private record TenantMetadata(String tenant, Metadata family) {}

  private final Frame frame = new Frame();
  private final Map<String, Integer> symbols = new HashMap<>();
  private final Set<TenantMetadata> metadata = new HashSet<>();
  private long part = -1;
  private int groups;

  /** Starts a frame that will go to a part of the log. */
  void begin(long toPart) {
    frame.clear();
    if (part != toPart) {
      part = toPart;
      groups = 0;
      symbols.clear();
      metadata.clear();
    }
  }

  Frame frame() {
    return frame;
  }

  /** Writes sorted rows of one group, after the declarations they need. */
  void putRows(Head head, Group group, Rows rows) {
    LoggedGroup logged = declare(head, group);
    declareMembers(head, group, logged, rows);
    int from = 0;
    while (from < rows.size()) {
      int to = endOfRow(rows, from);
      putRow(logged, rows, from, to);
      from = to;
    }
  }

  private LoggedGroup declare(Head head, Group group) {
    LoggedGroup logged = group.logged();
    if (!logged.isIn(part)) {
      logged.begin(part, groups++);
      frame.putByte(RecordType.GROUP.number());
      frame.putText(head.tenant());
      frame.putText(group.key());
    }
    return logged;
  }

  private void declareMembers(Head head, Group group, LoggedGroup logged, Rows rows) {
    int fresh = 0;
    for (int i = 0; i < rows.size(); i++) {
      fresh += logged.isDeclared(rows.member(i)) ? 0 : 1;
    }
    if (fresh > 0) {
      for (int i = 0; i < rows.size(); i++) {
        declareMember(head, group, logged, rows.member(i));
      }
    }
  }

  private void declareMember(Head head, Group group, LoggedGroup logged, int member) {
    if (logged.isDeclared(member)) {
      return;
    }
    logged.declare(member);
    Labels labels = head.labels(group.slot(member));
    frame.putByte(RecordType.MEMBERS.number());
    frame.putUnsigned(logged.number());
    frame.putUnsigned(1);
    frame.putUnsigned(member);
    frame.putUnsigned(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      putSymbol(labels.name(i));
      putSymbol(labels.value(i));
    }
  }

  private void putSymbol(String text) {
    int next = symbols.size();
    Integer known = symbols.putIfAbsent(text, next);
    if (known == null) {
      frame.putUnsigned(0);
      frame.putText(text);
    } else {
      frame.putUnsigned(known + 1);
    }
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
    frame.putByte(RecordType.ROW.number());
    frame.putUnsigned(logged.number());
    frame.putSigned(rows.time(from) - logged.lastTime);
    logged.lastTime = rows.time(from);
    int unchanged = 0;
    int next = 0;
    for (int i = from; i < to; i++) {
      int member = rows.member(i);
      if (member > next) {
        putSkip(unchanged, member - next);
        unchanged = 0;
      }
      if (isUnchanged(logged, rows, i, member)) {
        unchanged++;
      } else {
        frame.putUnsigned(unchanged);
        unchanged = 0;
        putSample(logged, rows, i, member);
      }
      next = member + 1;
    }
    frame.putUnsigned(unchanged);
    ValueCoder.putCode(frame, ValueCoder.END);
  }

  private void putSkip(int unchanged, int absent) {
    frame.putUnsigned(unchanged);
    ValueCoder.putCode(frame, ValueCoder.SKIP);
    frame.putUnsigned(absent);
  }

  private static boolean isUnchanged(LoggedGroup logged, Rows rows, int row, int member) {
    return rows.bits(row) == logged.bits[member]
        && rows.start(row) == logged.starts[member]
        && rows.histogram(row) == null;
  }

  private void putSample(LoggedGroup logged, Rows rows, int row, int member) {
    long start = rows.start(row);
    if (start != logged.starts[member]) {
      ValueCoder.putCode(frame, ValueCoder.START);
      frame.putSigned(start - logged.starts[member]);
      logged.starts[member] = start;
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
    logged.hints[member] = ValueCoder.write(frame, logged.bits[member], bits, logged.hints[member]);
    logged.bits[member] = ValueCoder.toBuildOn(logged.bits[member], bits);
  }

  void putExemplar(Head head, Group group, int member, Exemplar exemplar) {
    LoggedGroup logged = declare(head, group);
    declareMember(head, group, logged, member);
    frame.putByte(RecordType.EXEMPLAR.number());
    frame.putUnsigned(logged.number());
    frame.putUnsigned(member);
    frame.putSigned(exemplar.timestampMillis());
    frame.putLong(Double.doubleToRawLongBits(exemplar.value()));
    frame.putUnsigned(exemplar.labels().size());
    for (int i = 0; i < exemplar.labels().size(); i++) {
      frame.putText(exemplar.labels().name(i));
      frame.putText(exemplar.labels().value(i));
    }
  }

  /** Writes metadata, once in each part of the log as long as it stays the same. */
  void putMetadata(Head head, Group group, Metadata family) {
    if (!metadata.add(new TenantMetadata(head.tenant(), family))) {
      return;
    }
    LoggedGroup logged = declare(head, group);
    frame.putByte(RecordType.METADATA.number());
    frame.putUnsigned(logged.number());
    frame.putText(family.family());
    frame.putText(family.type());
    frame.putText(family.unit());
    frame.putText(family.help());
  }
}
