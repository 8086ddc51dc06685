package io.atalaya.store.head;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The groups of a head, by key and by number. Under the locks of the head. */
final class Groups implements Iterable<Group> {
  private final List<@Nullable Group> byNumber = new ArrayList<>();
  private final Map<String, Group> byKey = new LinkedHashMap<>();
  private final SlabPages slabs = new SlabPages();

  /** The group of a key, made if it is new. */
  Group of(String key) {
    return byKey.computeIfAbsent(key, this::add);
  }

  private Group add(String key) {
    Group group = new Group(byNumber.size(), key, slabs);
    byNumber.add(group);
    return group;
  }

  /** The group of a number that a series has noted. */
  Group at(int number) {
    return Objects.requireNonNull(byNumber.get(number), "a series points to a group that is gone");
  }

  /** Some group, or null if there is none. */
  @Nullable Group any() {
    return byKey.isEmpty() ? null : byKey.values().iterator().next();
  }

  /** Forgets those that nobody uses and that have no samples. */
  void dropUnused() {
    for (Iterator<Group> each = byKey.values().iterator(); each.hasNext(); ) {
      Group group = each.next();
      if (group.isUnused()) {
        each.remove();
        byNumber.set(group.number(), null);
      }
    }
  }

  /** Those that exist, in the order in which they came. */
  @Override
  public Iterator<Group> iterator() {
    return byKey.values().iterator();
  }

  List<Group> list() {
    return List.copyOf(byKey.values());
  }
}
