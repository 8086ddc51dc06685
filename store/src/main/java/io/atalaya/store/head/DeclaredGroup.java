package io.atalaya.store.head;

import io.atalaya.store.log.MalformedFrameException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A group as a generation numbers it, while that is read. */
final class DeclaredGroup {
  private static final int NOT_DECLARED = -1;

  final Head head;
  final Group group;
  final LoggedGroup logged = new LoggedGroup();

  /** Member in the file to member in the head. */
  private int[] members = new int[16];

  private int count;
  private boolean same = true;
  private int @Nullable [] places;

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
      count = member + 1;
    }
    members[member] = own;
    same &= member == own;
    logged.declare(member);
  }

  int own(int member) throws MalformedFrameException {
    int own = member >= 0 && member < count ? members[member] : NOT_DECLARED;
    if (own == NOT_DECLARED) {
      throw new MalformedFrameException("member " + member + " was not declared");
    }
    return own;
  }

  /** The reference of a member's series. */
  long ref(int member) throws MalformedFrameException {
    return head.refOf(group.slot(own(member)));
  }

  /** Member in the head to member in the file; null if they are the same. Only after the last. */
  int @Nullable [] places() {
    if (!same && places == null) {
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
