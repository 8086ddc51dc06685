package io.atalaya.server.remoteread;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one server is asked.
 *
 * @param added names of our external labels that are asked for, and taken off the answers
 */
record ReadQuestion(List<Matcher> matchers, long fromMillis, long toMillis, Set<String> added) {
  private static final int STREAM = 1;
  private static final int SAMPLES = 0;

  /**
   * A question for series.
   *
   * @param external labels that the other server has on our samples; what the matchers name already
   *     is left out
   */
  static ReadQuestion of(List<Matcher> matchers, long fromMillis, long toMillis, Labels external) {
    List<Matcher> all = new ArrayList<>(matchers);
    Set<String> added = new HashSet<>();
    for (int i = 0; i < external.size(); i++) {
      String name = external.name(i);
      if (matchers.stream().noneMatch(m -> m.name().equals(name))) {
        all.add(Matcher.equal(name, external.value(i)));
        added.add(name);
      }
    }
    return new ReadQuestion(all, fromMillis, toMillis, added);
  }

  /** The request's body. */
  byte[] body() {
    ProtoWriter out = new ProtoWriter();
    int query = out.open(1);
    out.int64(1, fromMillis);
    out.int64(2, toMillis);
    for (Matcher matcher : matchers) {
      int message = out.open(3);
      out.int64(1, number(matcher.type()));
      out.text(2, matcher.name());
      out.text(3, matcher.value());
      out.close(message);
    }
    out.close(query);
    int accepted = out.open(2);
    out.varint(STREAM);
    out.varint(SAMPLES);
    out.close(accepted);
    return Snappy.encode(out.toByteArray());
  }

  private static int number(Matcher.Type type) {
    return switch (type) {
      case EQUAL -> 0;
      case NOT_EQUAL -> 1;
      case REGEX -> 2;
      case NOT_REGEX -> 3;
    };
  }

  /** The labels of an answer without those that were added. */
  Labels without(Labels labels) {
    Labels.Builder own = labels.toBuilder();
    added.forEach(own::remove);
    return own.build();
  }
}
