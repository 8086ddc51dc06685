package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Place;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression: instructions of a machine that is in many places at once.
 *
 * <pre>
 *   CHARS   x = next   y = set      takes one character of a set
 *   SPLIT   x = next   y = other    goes both ways, x preferred
 *   SAVE    x = next   y = slot     notes the position; slots 2n and 2n+1 are group n's ends
 *   ASSERT  x = next   y = place    goes on only where the place holds
 *   MATCH                           has found a match
 * </pre>
 *
 * @param op what each instruction does
 * @param x first operands
 * @param y second operands
 * @param start where to begin
 * @param sets for each set, its classes in the alphabet
 * @param alphabet the classes of characters
 * @param groupNames the name of each group or null; the first stands for the whole match
 * @param asserts whether there is any {@code ASSERT}
 */
record Program(
    byte[] op,
    int[] x,
    int[] y,
    int start,
    BitSet[] sets,
    Alphabet alphabet,
    List<@Nullable String> groupNames,
    boolean asserts) {
  static final byte CHARS = 0;
  static final byte SPLIT = 1;
  static final byte SAVE = 2;
  static final byte ASSERT = 3;
  static final byte MATCH = 4;

  /** The places, by the number that stands for each in an {@code ASSERT}. */
  static final List<Place> PLACES = List.of(Place.values());

  int size() {
    return op.length;
  }

  boolean takes(int pc, int classId) {
    return sets[y[pc]].get(classId);
  }

  Place place(int pc) {
    return PLACES.get(y[pc]);
  }

  int slots() {
    return 2 * groupNames.size();
  }
}
