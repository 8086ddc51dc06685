package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.AnnotationBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of an aggregation over some of the series. Partial aggregates over parts of the series
 * merge, in any order, to what one over all series is, to the last bit.
 */
final class PartialAggregate {
  private static final int VERSION = 1;

  private record Group(Labels labels, Labels first, boolean dropsName, GroupState state) {
    Group merged(Group other) {
      state.merge(other.state);
      boolean earlier = first.compareTo(other.first) <= 0;
      return new Group(labels, earlier ? first : other.first, dropsName || other.dropsName, state);
    }
  }

  private final Aggregator aggregator;
  private final List<Group> groups = new ArrayList<>();
  private final Map<Labels, Integer> numbers = new HashMap<>();
  private boolean mergedAny;
  private long samplesRead;
  private long series;

  PartialAggregate(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  /**
   * Adds a group.
   *
   * @param first labels of its first series that has samples, by which groups are ordered
   */
  void add(Labels labels, Labels first, boolean dropsName, GroupState state) {
    groups.add(new Group(labels, first, dropsName, state));
  }

  /** The groups as series, in the order in which they appear among the series. */
  HeldTable result() {
    if (mergedAny) {
      groups.sort(Comparator.comparing(Group::first));
    }
    HeldTable out = new HeldTable();
    for (Group group : groups) {
      aggregator.checkpoint();
      Column result = group.state.result();
      if (!result.isEmpty()) {
        out.add(group.labels, group.dropsName, result);
      }
    }
    return out;
  }

  long samplesRead() {
    return samplesRead;
  }

  long series() {
    return series;
  }

  byte[] toBytes(Evaluation evaluation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(aggregator.steps());
      out.writeLong(evaluation.samplesRead());
      out.writeLong(evaluation.seriesSelected());
      List<Annotation> annotations = evaluation.annotations().all();
      out.writeInt(annotations.size());
      for (Annotation annotation : annotations) {
        AnnotationBytes.write(out, annotation);
      }
      out.writeInt(groups.size());
      for (Group group : groups) {
        Bytes.writeLabels(out, group.labels);
        Bytes.writeLabels(out, group.first);
        out.writeBoolean(group.dropsName);
        group.state.write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Takes in what {@link #toBytes} gave elsewhere.
   *
   * @throws QueryException if that is not what these bytes are
   */
  void merge(byte[] other) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(other))) {
      Bytes.require(in.readByte() == VERSION, "another version");
      Bytes.require(in.readInt() == aggregator.steps(), "another number of steps");
      samplesRead += in.readLong();
      series += in.readLong();
      int annotations = Bytes.count(in);
      for (int i = 0; i < annotations; i++) {
        aggregator.notes().add(AnnotationBytes.read(in));
      }
      int count = Bytes.count(in);
      for (int i = 0; i < count; i++) {
        merge(in);
      }
      Bytes.require(in.read() < 0, "more bytes than expected");
    } catch (IOException | IllegalArgumentException e) {
      throw new QueryException(
          QueryException.Kind.INTERNAL, "a shard gave no partial aggregate: " + e.getMessage(), e);
    }
    mergedAny = true;
  }

  private void merge(DataInputStream in) throws IOException {
    Labels labels = Bytes.readLabels(in);
    Labels first = Bytes.readLabels(in);
    boolean dropsName = in.readBoolean();
    GroupState state = aggregator.newState();
    state.read(in);
    Group group = new Group(labels, first, dropsName, state);
    Integer known = numbers.putIfAbsent(labels, groups.size());
    if (known == null) {
      aggregator.hold(aggregator.steps());
      groups.add(group);
    } else {
      groups.set(known, groups.get(known).merged(group));
    }
  }
}
