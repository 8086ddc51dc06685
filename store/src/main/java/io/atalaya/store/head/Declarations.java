package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameStream;
import io.atalaya.store.log.MalformedFrameException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of a generation stand for, as a follower of the log learns it: as far as it
 * needs, while the file may still grow.
 *
 * @param <S> what the follower makes of a series
 */
final class Declarations<S> implements Closeable {
  private static final int MAX_LABELS = 1 << 16;

  private final FrameStream file;
  private final String tenant;
  private final Function<Labels, S> series;
  private final List<String> symbols = new ArrayList<>();
  private final List<Declared<S>> groups = new ArrayList<>();

  /** A group and its members. */
  static final class Declared<S> {
    private final boolean wanted;
    private final LoggedGroup logged = new LoggedGroup();
    private final List<@Nullable S> members = new ArrayList<>();

    Declared(boolean wanted) {
      this.wanted = wanted;
    }

    /** Whether it belongs to the tenant that is followed. */
    boolean isWanted() {
      return wanted;
    }

    LoggedGroup logged() {
      return logged;
    }

    private boolean has(int member) {
      return member < members.size() && (!wanted || members.get(member) != null);
    }

    private void put(int member, @Nullable S made) {
      while (members.size() <= member) {
        members.add(null);
      }
      members.set(member, made);
      logged.declare(member);
    }
  }

  /**
   * Declarations in a file, which is closed with them.
   *
   * @param series makes something of the labels of a series of the tenant
   */
  Declarations(FrameStream file, String tenant, Function<Labels, S> series) {
    this.file = file;
    this.tenant = tenant;
    this.series = series;
  }

  /**
   * A group by its number.
   *
   * @throws MalformedFrameException if it is not declared
   */
  Declared<S> group(long number) throws IOException, MalformedFrameException {
    while (number >= groups.size() && readMore()) {
      // Until the group is there.
    }
    if (number < 0 || number >= groups.size()) {
      throw new MalformedFrameException("group " + number + " was not declared");
    }
    return groups.get((int) number);
  }

  /**
   * Makes sure that a member is known.
   *
   * @throws MalformedFrameException if it is not declared
   */
  void require(Declared<S> group, int member) throws IOException, MalformedFrameException {
    while (!group.has(member) && readMore()) {
      // Until the member is there.
    }
    if (!group.has(member)) {
      throw new MalformedFrameException("member " + member + " was not declared");
    }
  }

  /** What the follower made of a member's series; null if it is another tenant's. */
  @Nullable S series(Declared<S> group, int member) throws IOException, MalformedFrameException {
    require(group, member);
    return group.members.get(member);
  }

  private boolean readMore() throws IOException, MalformedFrameException {
    FrameInput in = file.next(Long.MAX_VALUE);
    if (in == null) {
      return false;
    }
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case GROUP -> {
          groups.add(new Declared<>(in.readText().equals(tenant)));
          // The key names the source among those of the tenant, which nobody here needs.
          in.readText();
        }
        case MEMBER -> readMember(in);
        case FROM -> requireWhole(in.readUnsigned(), in.readUnsigned());
        case STORED -> in.readUnsigned();
        case ROW, FIRST_ROW, EXEMPLAR, METADATA, GENERATION, EPOCH, LATE, SYNCED ->
            throw new MalformedFrameException("record " + type + " among declarations");
      }
    }
    return true;
  }

  /** A frame counts on all that were before; one of them may be damaged. */
  private void requireWhole(long groupsBefore, long symbolsBefore) throws MalformedFrameException {
    if (groupsBefore != groups.size() || symbolsBefore != symbols.size()) {
      throw new MalformedFrameException("numbers mean nothing behind a damaged frame");
    }
  }

  private void readMember(FrameInput in) throws MalformedFrameException {
    Declared<S> group = groups.get(in.readCount(groups.size()));
    int member = in.readCount(RowReader.MAX_MEMBERS);
    Labels.Builder labels = Labels.builder();
    int count = in.readCount(MAX_LABELS);
    for (int i = 0; i < count; i++) {
      String name = symbol(in);
      labels.set(name, symbol(in));
    }
    group.put(member, group.isWanted() ? series.apply(labels.build()) : null);
  }

  private String symbol(FrameInput in) throws MalformedFrameException {
    int known = in.readCount(symbols.size() + 1);
    if (known > 0) {
      return symbols.get(known - 1);
    }
    symbols.add(in.readText());
    return symbols.getLast();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
