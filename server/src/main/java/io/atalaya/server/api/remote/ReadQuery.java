package io.atalaya.server.api.remote;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of a remote read request.
 *
 * @param fromMillis first millisecond wanted
 * @param toMillis last millisecond wanted
 * @param matchers all must match
 */
record ReadQuery(long fromMillis, long toMillis, List<Matcher> matchers) {
  /** Queries of one request, each of which costs a look-up. */
  static final int MAX_QUERIES = 1000;

  private static final int SAMPLES = 0;
  private static final int STREAMED_XOR_CHUNKS = 1;

  ReadQuery {
    matchers = List.copyOf(matchers);
  }

  /**
   * What is asked for.
   *
   * @param streams whether chunks are the first of the accepted answers that we can give, not
   *     samples
   */
  record Request(List<ReadQuery> queries, boolean streams) {}

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if a regular expression is none, or only answers are accepted
   *     that we cannot give
   */
  static Request readAll(byte[] message) throws WireException {
    ProtoReader in = new ProtoReader(message);
    List<ReadQuery> queries = new ArrayList<>();
    List<Integer> accepted = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          if (queries.size() == MAX_QUERIES) {
            throw new WireException(in.position(), "more than " + MAX_QUERIES + " queries");
          }
          queries.add(read(in));
        }
        case 2 -> accepted(in, accepted);
        default -> in.skip();
      }
    }
    return new Request(queries, streams(accepted));
  }

  private static boolean streams(List<Integer> accepted) {
    for (int type : accepted) {
      if (type == SAMPLES || type == STREAMED_XOR_CHUNKS) {
        return type == STREAMED_XOR_CHUNKS;
      }
    }
    if (accepted.isEmpty()) {
      return false;
    }
    throw new IllegalArgumentException(
        "server does not support any of the requested response types: "
            + accepted
            + "; supported: SAMPLES, STREAMED_XOR_CHUNKS");
  }

  private static void accepted(ProtoReader in, List<Integer> accepted) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      accepted.add(in.int32());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      accepted.add((int) in.varint());
    }
    in.leave(outer);
  }

  private static ReadQuery read(ProtoReader in) throws WireException {
    int outer = in.enter();
    long from = 0;
    long to = 0;
    List<Matcher> matchers = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> from = in.int64();
        case 2 -> to = in.int64();
        case 3 -> matchers.add(matcher(in));
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new ReadQuery(from, to, matchers);
  }

  private static Matcher matcher(ProtoReader in) throws WireException {
    int at = in.position();
    int outer = in.enter();
    int type = 0;
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.int32();
        case 2 -> name = in.text();
        case 3 -> value = in.text();
        default -> in.skip();
      }
    }
    in.leave(outer);
    return Matcher.of(type(type, at), name, value);
  }

  private static Matcher.Type type(int number, int at) throws WireException {
    return switch (number) {
      case 0 -> Matcher.Type.EQUAL;
      case 1 -> Matcher.Type.NOT_EQUAL;
      case 2 -> Matcher.Type.REGEX;
      case 3 -> Matcher.Type.NOT_REGEX;
      default -> throw new WireException(at, "no matcher has the type " + number);
    };
  }

  /**
   * The matchers as our series have labels: what asks for an external label, which we add only to
   * answers, asks for its absence.
   */
  List<Matcher> without(Labels externalLabels) {
    List<Matcher> own = new ArrayList<>();
    for (Matcher matcher : matchers) {
      boolean external =
          matcher.type() == Matcher.Type.EQUAL
              && externalLabels.get(matcher.name()).equals(matcher.value());
      own.add(external ? Matcher.equal(matcher.name(), "") : matcher);
    }
    return own;
  }
}
