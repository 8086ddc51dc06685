package io.atalaya.store.head;

import io.atalaya.store.log.MalformedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The groups of a generation by their numbers; those of damaged frames are lost. */
final class DeclaredGroups {
  private static final int MAX_GROUPS = 1 << 26;

  private final List<@Nullable DeclaredGroup> groups = new ArrayList<>();

  void add(DeclaredGroup group) {
    groups.add(group);
  }

  /** Notes that so many have been declared, whether they are known here or not. */
  void expect(long count) throws MalformedFrameException {
    if (count < groups.size() || count > MAX_GROUPS) {
      throw new MalformedFrameException(count + " groups behind " + groups.size());
    }
    while (groups.size() < count) {
      groups.add(null);
    }
  }

  /** The group of a number, or null if its declaration is lost. */
  @Nullable DeclaredGroup get(long number) {
    return number >= 0 && number < groups.size() ? groups.get((int) number) : null;
  }

  long sum(ToLongFunction<DeclaredGroup> count) {
    return groups.stream().filter(Objects::nonNull).mapToLong(count).sum();
  }

  void forEach(Consumer<DeclaredGroup> action) {
    groups.stream().filter(Objects::nonNull).forEach(action);
  }
}
