package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Neighbour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a match and its groups lie: all ways through the program go in step over the text,
 * the preferred ones first, and no instruction is tried twice at one place (Pike's machine). Takes
 * time in proportion to text and program. Prefers as Perl and Go do: the leftmost match, and of
 * those the one a backtracking search would find first.
 */
final class PikeVm {
  /** Ways through the program at one place of the text, the preferred first. */
  private final class Threads {
    final SparseSet pcs = new SparseSet(program.size());
    final int[][] slots = new int[program.size()][];
  }

  private final Program program;
  private final String text;
  private final int slotCount;
  private Threads current;
  private Threads next;
  private final IntStack pending = new IntStack();
  private final List<int[]> pendingSlots = new ArrayList<>();

  /** What stands before and after the place that instructions are added for. */
  private Neighbour before = Neighbour.EDGE;

  private Neighbour after = Neighbour.EDGE;

  private int @Nullable [] found;

  /** Instructions looked at since the beginning, for tests of the time bound. */
  private long steps;

  /**
   * A machine for one text.
   *
   * @param slotCount how many slots the caller wants; only the first two are the cheapest
   */
  PikeVm(Program program, String text, int slotCount) {
    this.program = program;
    this.text = text;
    this.slotCount = slotCount;
    current = new Threads();
    next = new Threads();
  }

  /** The slots of a match of the whole text, −1 for a group without part in it; or null. */
  int @Nullable [] whole() {
    moveTo(0);
    add(current, program.start(), new int[0], 0);
    for (int at = 0; current.pcs.size() > 0 && found == null; ) {
      at = step(at, true);
    }
    return found;
  }

  /**
   * The slots of the first match that begins at or after a place; or null.
   *
   * @param prefix what every match begins with; may be empty
   */
  int @Nullable [] first(int from, String prefix) {
    found = null;
    current.pcs.clear();
    int at = from;
    while (at <= text.length() && (found == null || current.pcs.size() > 0)) {
      if (current.pcs.size() == 0 && !prefix.isEmpty()) {
        at = text.indexOf(prefix, at);
        if (at < 0) {
          return null;
        }
      }
      if (found == null) {
        moveTo(at);
        add(current, program.start(), new int[0], at);
      }
      at = step(at, false);
    }
    return found;
  }

  /** Takes the character at a place, if there is one, and gives the place after it. */
  private int step(int at, boolean whole) {
    boolean atEnd = at == text.length();
    int codePoint = atEnd ? 0 : Utf.codePointAt(text, at);
    int classId = atEnd ? -1 : program.alphabet().classOf(codePoint);
    int to = atEnd ? at + 1 : at + Character.charCount(codePoint);
    if (!atEnd) {
      moveTo(to);
    }
    next.pcs.clear();
    for (int i = 0; i < current.pcs.size(); i++) {
      int pc = current.pcs.get(i);
      byte op = program.op()[pc];
      if (op == Program.CHARS && !atEnd && program.takes(pc, classId)) {
        add(next, program.x()[pc], current.slots[pc], to);
      } else if (op == Program.MATCH && (atEnd || !whole)) {
        found = current.slots[pc];
        // What comes later in the list is less preferred than this match.
        break;
      }
    }
    Threads taken = current;
    current = next;
    next = taken;
    return to;
  }

  private void moveTo(int at) {
    if (program.asserts()) {
      before = at == 0 ? Neighbour.EDGE : neighbour(Utf.codePointBefore(text, at));
      after = at == text.length() ? Neighbour.EDGE : neighbour(Utf.codePointAt(text, at));
    }
  }

  private Neighbour neighbour(int codePoint) {
    return program.alphabet().neighbour(program.alphabet().classOf(codePoint));
  }

  /** Adds what can be reached from an instruction without taking a character. */
  private void add(Threads into, int from, int[] slotsBefore, int at) {
    push(from, slotsBefore);
    while (!pending.isEmpty()) {
      int pc = pending.pop();
      int[] slots = pendingSlots.removeLast();
      steps++;
      if (!into.pcs.add(pc)) {
        continue;
      }
      switch (program.op()[pc]) {
        case Program.SPLIT -> {
          push(program.y()[pc], slots);
          push(program.x()[pc], slots);
        }
        case Program.SAVE -> push(program.x()[pc], saved(slots, program.y()[pc], at));
        case Program.ASSERT -> {
          if (program.place(pc).holds(before, after)) {
            push(program.x()[pc], slots);
          }
        }
        default -> into.slots[pc] = slots;
      }
    }
  }

  private void push(int pc, int[] slots) {
    pending.push(pc);
    pendingSlots.add(slots);
  }

  private int[] saved(int[] slots, int slot, int at) {
    if (slot >= slotCount) {
      return slots;
    }
    int[] changed = new int[slotCount];
    Arrays.fill(changed, slots.length, slotCount, -1);
    System.arraycopy(slots, 0, changed, 0, slots.length);
    changed[slot] = at;
    return changed;
  }

  long steps() {
    return steps;
  }
}
