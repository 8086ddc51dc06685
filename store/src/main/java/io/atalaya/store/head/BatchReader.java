package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameReader;
import io.atalaya.store.log.MalformedFrameException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads frames back and puts what they say into heads, as it was put there the first time. */
final class BatchReader implements FrameReader {
  private static final int NOT_DECLARED = -1;
  private static final int MAX_MEMBERS = 1 << 28;
  private static final int MAX_LABELS = 1 << 16;

  /** A group as the current part of the log numbers it. */
  private static final class PartGroup {
    final Head head;
    final Group group;
    final LoggedGroup logged = new LoggedGroup();

    /** Member in the log to member in the head. */
    int[] members = new int[0];

    PartGroup(Head head, Group group) {
      this.head = head;
      this.group = group;
    }

    void declare(int member, int own) {
      logged.declare(member);
      int known = members.length;
      if (member >= known) {
        members = Arrays.copyOf(members, Math.max(member + 1, known * 2));
        Arrays.fill(members, known, members.length, NOT_DECLARED);
      }
      members[member] = own;
    }

    int own(int member) throws MalformedFrameException {
      int own = member < members.length ? members[member] : NOT_DECLARED;
      if (own == NOT_DECLARED) {
        throw new MalformedFrameException("member " + member + " was not declared");
      }
      return own;
    }
  }

  private final Function<String, Head> heads;
  private final SampleFilter filter;
  private final Coverage coverage;
  private final List<String> symbols = new ArrayList<>();
  private final List<PartGroup> groups = new ArrayList<>();
  private final Rows rows = new Rows();
  private long samples;

  /** Decides which samples of the log belong into the head. */
  interface SampleFilter {
    /** Whether samples of a tenant at a time, written before a position, are still wanted. */
    boolean accepts(String tenant, long time, long position);
  }

  BatchReader(Function<String, Head> heads, SampleFilter filter, Coverage coverage) {
    this.heads = heads;
    this.coverage = coverage;
    this.filter = filter;
  }

  /** Samples read so far. */
  long samples() {
    return samples;
  }

  @Override
  public void part(long sequence) {
    symbols.clear();
    groups.forEach(g -> g.head.release(g.group));
    groups.clear();
  }

  /** Lets go of what the last part used. */
  void end() {
    part(-1);
  }

  @Override
  public void frame(long position, FrameInput in) throws MalformedFrameException {
    while (in.hasRemaining()) {
      switch (RecordType.of(in.readByte())) {
        case GROUP -> readGroup(in);
        case MEMBERS -> readMembers(in);
        case ROW -> readRow(in, position);
        case EXEMPLAR -> readExemplar(in);
        case METADATA -> readMetadata(in);
      }
    }
  }

  private void readGroup(FrameInput in) throws MalformedFrameException {
    Head head = heads.apply(in.readText());
    Group group = head.use(in.readText());
    groups.add(new PartGroup(head, group));
  }

  private PartGroup group(FrameInput in) throws MalformedFrameException {
    return groups.get(in.readCount(groups.size()));
  }

  private void readMembers(FrameInput in) throws MalformedFrameException {
    PartGroup group = group(in);
    int n = in.readCount(MAX_MEMBERS);
    for (int i = 0; i < n; i++) {
      int member = in.readCount(MAX_MEMBERS);
      Labels labels = readLabels(in);
      group.declare(member, group.head.restore(group.group, labels));
    }
  }

  private Labels readLabels(FrameInput in) throws MalformedFrameException {
    String[] pairs = new String[2 * in.readCount(MAX_LABELS)];
    for (int i = 0; i < pairs.length; i++) {
      int symbol = in.readCount(symbols.size() + 1);
      if (symbol == 0) {
        symbols.add(in.readText());
        pairs[i] = symbols.getLast();
      } else {
        pairs[i] = symbols.get(symbol - 1);
      }
    }
    return Labels.ofSorted(pairs);
  }

  private void readRow(FrameInput in, long position) throws MalformedFrameException {
    PartGroup group = group(in);
    LoggedGroup logged = group.logged;
    logged.lastTime += in.readSigned();
    rows.clear();
    readTokens(in, group);
    samples += rows.size();
    if (filter.accepts(group.head.tenant(), logged.lastTime, position)) {
      coverage.add(position, group.head.tenant(), logged.lastTime);
      rows.sort();
      group.head.apply(group.group, rows);
    }
  }

  private void readTokens(FrameInput in, PartGroup group) throws MalformedFrameException {
    int member = 0;
    while (true) {
      int unchanged = in.readCount(MAX_MEMBERS);
      for (int i = 0; i < unchanged; i++) {
        addSample(group, member, group.logged.bits[checked(group, member)]);
        member++;
      }
      long operation = in.readUnsigned();
      if ((operation & 1) == 0) {
        addBuilt(group, member, ValueCoder.addWhole(old(group, member), operation));
        member++;
      } else if (operation >>> 1 == ValueCoder.END) {
        return;
      } else if (operation >>> 1 == ValueCoder.SKIP) {
        member += in.readCount(MAX_MEMBERS);
      } else {
        readCoded(in, group, member, (int) Math.min(operation >>> 1, Integer.MAX_VALUE));
        member++;
      }
    }
  }

  private static int checked(PartGroup group, int member) throws MalformedFrameException {
    group.own(member);
    return member;
  }

  private static long old(PartGroup group, int member) throws MalformedFrameException {
    return group.logged.bits[checked(group, member)];
  }

  private void readCoded(FrameInput in, PartGroup group, int member, int code)
      throws MalformedFrameException {
    LoggedGroup logged = group.logged;
    long old = old(group, member);
    if (code <= ValueCoder.MAX_DECIMALS) {
      addBuilt(group, member, ValueCoder.read(in, old, code));
    } else if (code == ValueCoder.STALE) {
      addSample(group, member, SampleValue.STALE_BITS);
    } else if (code == ValueCoder.HISTOGRAM) {
      rows.add(
          group.own(member), logged.lastTime, 0, logged.starts[member], HistogramCoder.read(in));
    } else if (code == ValueCoder.START) {
      logged.starts[member] += in.readSigned();
      readAfterStart(in, group, member);
    } else {
      throw new MalformedFrameException("operation " + code + " is not known");
    }
  }

  private void readAfterStart(FrameInput in, PartGroup group, int member)
      throws MalformedFrameException {
    long operation = in.readUnsigned();
    if ((operation & 1) == 0) {
      addBuilt(group, member, ValueCoder.addWhole(old(group, member), operation));
    } else if (operation >>> 1 == ValueCoder.START) {
      throw new MalformedFrameException("a start time twice");
    } else {
      readCoded(in, group, member, (int) Math.min(operation >>> 1, Integer.MAX_VALUE));
    }
  }

  private void addBuilt(PartGroup group, int member, long bits) throws MalformedFrameException {
    addSample(group, member, bits);
    group.logged.bits[member] = bits;
  }

  private void addSample(PartGroup group, int member, long bits) throws MalformedFrameException {
    LoggedGroup logged = group.logged;
    rows.add(group.own(member), logged.lastTime, bits, logged.starts[member], null);
  }

  private void readExemplar(FrameInput in) throws MalformedFrameException {
    PartGroup group = group(in);
    int own = group.own(in.readCount(MAX_MEMBERS));
    long time = in.readSigned();
    double value = Double.longBitsToDouble(in.readLong());
    String[] pairs = new String[2 * in.readCount(MAX_LABELS)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = in.readText();
    }
    long ref = group.head.refOf(group.group.slot(own));
    group.head.keep(new Exemplar(ref, Labels.ofSorted(pairs), value, time));
  }

  private void readMetadata(FrameInput in) throws MalformedFrameException {
    PartGroup group = group(in);
    String family = in.readText();
    String type = in.readText();
    String unit = in.readText();
    group.head.keep(new Metadata(family, type, unit, in.readText()));
  }
}
