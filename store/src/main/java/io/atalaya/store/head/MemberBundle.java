package io.atalaya.store.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Declarations of members on their way into heads.
 *
 * <pre>
 * numbers   per member: member | labels | labels x { symbol of the name, symbol of the value }
 * </pre>
 */
final class MemberBundle {
  /** Members from which on it is worth the way. */
  private static final int FULL_MEMBERS = 1_000;

  private final List<DeclaredGroup> groups = new ArrayList<>();
  private int[] numbers = new int[64];
  private int used;

  /**
   * Adds the declaration of a member.
   *
   * @param pairs symbols of the head, names and values in turn
   */
  void add(DeclaredGroup group, int member, int[] pairs, int labels) {
    int needed = used + 2 + 2 * labels;
    if (needed > numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * needed);
    }
    groups.add(group);
    numbers[used] = member;
    numbers[used + 1] = labels;
    System.arraycopy(pairs, 0, numbers, used + 2, 2 * labels);
    used = needed;
  }

  boolean isFull() {
    return groups.size() >= FULL_MEMBERS;
  }

  /** Puts the members into their heads, and is empty. */
  void store() {
    int at = 0;
    int[] pairs = new int[32];
    for (DeclaredGroup group : groups) {
      int member = numbers[at];
      int labels = numbers[at + 1];
      if (pairs.length < 2 * labels) {
        pairs = new int[2 * labels];
      }
      System.arraycopy(numbers, at + 2, pairs, 0, 2 * labels);
      group.declare(member, group.head.restorer().series(group.group, member, pairs, labels));
      at += 2 + 2 * labels;
    }
    groups.clear();
    used = 0;
  }
}
