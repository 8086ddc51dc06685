package io.atalaya.store.head;

import io.atalaya.store.log.MalformedFrameException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A group as a generation numbers it, while that is read. */
final class DeclaredGroup {
  private static final int NOT_DECLARED = -1;

  /** Members up to which values are read although a damaged file does not say whose they are. */
  private static final int MAX_LOST_MEMBERS = 1 << 16;

  final Head head;
  final Group group;
  final LoggedGroup logged = new LoggedGroup();

  /** Member in the file to member in the head. */
  private int[] members = new int[16];

  private int count;
  private boolean same = true;
  private int @Nullable [] places;

  /** Samples found of members that are not known. */
  private long lost;

  DeclaredGroup(Head head, Group group) {
    this.head = head;
    this.group = group;
  }

  void declare(int member, int own) {
    if (member >= count) {
      if (member >= members.length) {
        members = Arrays.copyOf(members, Math.max(member + 1, members.length * 2));
      }
      Arrays.fill(members, count, member, NOT_DECLARED);
      same &= member == count;
      count = member + 1;
    }
    members[member] = own;
    same &= member == own;
    logged.declare(member);
  }

  boolean isDeclared(int member) {
    return member >= 0 && member < count && members[member] != NOT_DECLARED;
  }

  /**
   * The member in the head, or {@link SeriesTable#NONE} if the declaration is lost, which is
   * counted. Values can be read in either case, as later ones build on them.
   */
  int ownIfKnown(int member) throws MalformedFrameException {
    if (isDeclared(member)) {
      return members[member];
    }
    if (member < 0 || member >= MAX_LOST_MEMBERS) {
      throw new MalformedFrameException("member " + member + " was not declared");
    }
    logged.declare(member);
    lost++;
    return SeriesTable.NONE;
  }

  /** How many samples {@link #ownIfKnown} did not find a series for. */
  long lost() {
    return lost;
  }

  int own(int member) throws MalformedFrameException {
    if (!isDeclared(member)) {
      throw new MalformedFrameException("member " + member + " was not declared");
    }
    return members[member];
  }

  /** The reference of a member's series. */
  long ref(int member) throws MalformedFrameException {
    return head.refOf(group.slot(own(member)));
  }

  /**
   * Member in the head to member in the file; null if they are the same. Only after the last.
   *
   * @param columns of what is read: those of no known member must not be taken for another's
   */
  int @Nullable [] places(int columns) {
    if (same && columns <= count) {
      return null;
    }
    if (places == null) {
      int size = Arrays.stream(members, 0, count).max().orElse(NOT_DECLARED) + 1;
      int[] inverse = new int[size];
      Arrays.fill(inverse, NOT_DECLARED);
      for (int member = 0; member < count; member++) {
        if (members[member] != NOT_DECLARED) {
          inverse[members[member]] = member;
        }
      }
      places = inverse;
    }
    return places;
  }
}
