package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Neighbour;
import io.atalaya.model.regex.Node.Place;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a text matches, one table look-up a character.
 *
 * <p>A program can be at many instructions at once. A {@link State} is one such set of
 * instructions; where a character class leads from it is worked out the first time that is needed
 * and kept. Only the states that real texts reach come to exist.
 *
 * <p><b>Alphabet.</b> Transitions are by the classes of {@link Alphabet}, over code points instead
 * of bytes: Java's strings are not bytes, most labels are ASCII, where a code point is a byte, and
 * there is one step for a character of any length. Bytes that are no UTF-8 count as U+FFFD, as in
 * Go.
 *
 * <p><b>Assertions</b> depend on both neighbours. The character before is part of a state; the one
 * after is known when the next transition is worked out, so assertions are decided then.
 *
 * <p><b>Many threads.</b> A state's fields are final, and its transitions only ever change from
 * null to the one right answer. So transitions are read and written without a lock: whoever sees a
 * state sees it whole, and whoever does not takes the lock and finds it.
 *
 * <p><b>Memory and time.</b> The states kept are bounded; when they are full all are dropped and
 * the texts under way go on with new ones. A text that fills them with little use of each is
 * finished without keeping states. Each character costs at most the size of the program.
 */
final class LazyDfa implements TextTest {
  /** The memory that states may take, by estimate. */
  static final int MAX_BYTES = 2 << 20;

  /** Below so many characters a new state, a text does not deserve to fill the memory again. */
  private static final int CHARS_PER_STATE = 10;

  private static final int STATE_OVERHEAD_BYTES = 120;

  /** What is known of all texts that lead to a state. */
  private enum Verdict {
    OPEN,
    MATCHES,
    FAILS
  }

  private static final class State {
    /** CHARS, ASSERT and MATCH instructions, ascending. */
    final int[] pcs;

    final Neighbour before;
    final Verdict verdict;
    final boolean matchesAtEnd;
    final @Nullable State[] next;

    State(int[] pcs, Neighbour before, Verdict verdict, boolean matchesAtEnd, int classes) {
      this.pcs = pcs;
      this.before = before;
      this.verdict = verdict;
      this.matchesAtEnd = matchesAtEnd;
      this.next = new State[classes];
    }
  }

  /** Equal for states that are the same. */
  private record Key(int[] pcs, Neighbour before) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Key k && before == k.before && Arrays.equals(pcs, k.pcs);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(pcs) * 31 + before.hashCode();
    }
  }

  private final Program program;
  private final Alphabet alphabet;
  private final char[] latin;

  /** Whether a match anywhere counts, instead of one of the whole text. */
  private final boolean search;

  private final Object lock = new Object();
  private final Scratch scratch;
  private final Map<Key, State> states = new HashMap<>();
  private int usedBytes;

  /** How many texts had to do without states since the memory was last emptied. */
  private int refused;

  private final State start;

  /** States made since the beginning, for tests of the bounds. */
  private long made;

  LazyDfa(Program program, boolean search) {
    this.program = program;
    this.search = search;
    alphabet = program.alphabet();
    latin = alphabet.latin();
    scratch = new Scratch();
    scratch.follow(program.start(), scratch.reached);
    start = newState(scratch.settle(Neighbour.EDGE), Neighbour.EDGE, scratch);
  }

  @Override
  public boolean matches(String text) {
    State state = start;
    int length = text.length();
    int made = 0;
    for (int i = 0; i < length && state.verdict == Verdict.OPEN; ) {
      char c = text.charAt(i);
      int classId;
      if (c < latin.length) {
        classId = latin[c];
        i++;
      } else {
        int codePoint = Utf.codePointAt(text, i);
        classId = alphabet.classOf(codePoint);
        i += Character.charCount(codePoint);
      }
      State next = state.next[classId];
      if (next == null) {
        next = explore(state, classId, ++made * CHARS_PER_STATE > i);
        if (next == null) {
          return withoutKeeping(state, classId, text, i);
        }
      }
      state = next;
    }
    return verdict(state);
  }

  @Override
  public boolean matches(byte[] utf8, int from, int to) {
    State state = start;
    int made = 0;
    for (int i = from; i < to && state.verdict == Verdict.OPEN; ) {
      int b = utf8[i];
      int classId;
      if (b >= 0) {
        classId = latin[b];
        i++;
      } else {
        int decoded = Utf.decode(utf8, i, to);
        classId = alphabet.classOf(decoded >> 3);
        i += decoded & 7;
      }
      State next = state.next[classId];
      if (next == null) {
        next = explore(state, classId, ++made * CHARS_PER_STATE > i - from);
        if (next == null) {
          return withoutKeeping(state, classId, Utf.toString(utf8, i, to), 0);
        }
      }
      state = next;
    }
    return verdict(state);
  }

  private static boolean verdict(State state) {
    return switch (state.verdict) {
      case MATCHES -> true;
      case FAILS -> false;
      case OPEN -> state.matchesAtEnd;
    };
  }

  /**
   * The state that a class leads to.
   *
   * @param wasteful whether the text has made little use of the states it asked for
   * @return null if the memory is full and the text does not deserve that it be emptied
   */
  private @Nullable State explore(State from, int classId, boolean wasteful) {
    synchronized (lock) {
      Key key = step(from, classId, scratch);
      State to = states.get(key);
      if (to == null) {
        if (usedBytes > MAX_BYTES) {
          // Short texts are all wasteful at first; enough of them deserve new states.
          if (wasteful && refused++ < states.size()) {
            return null;
          }
          states.clear();
          Arrays.fill(start.next, null);
          usedBytes = 0;
          refused = 0;
        }
        to = newState(key.pcs, key.before, scratch);
        states.put(key, to);
        usedBytes += STATE_OVERHEAD_BYTES + 4 * (key.pcs.length + alphabet.size());
        made++;
      }
      from.next[classId] = to;
      return to;
    }
  }

  /** Finishes a text one set of instructions at a time. */
  private boolean withoutKeeping(State from, int classId, String text, int at) {
    Scratch own = new Scratch();
    Key key = step(from, classId, own);
    State state = newState(key.pcs, key.before, own);
    int i = at;
    while (i < text.length() && state.verdict == Verdict.OPEN) {
      int codePoint = Utf.codePointAt(text, i);
      i += Character.charCount(codePoint);
      key = step(state, alphabet.classOf(codePoint), own);
      state = newState(key.pcs, key.before, own);
    }
    return verdict(state);
  }

  private Key step(State from, int classId, Scratch with) {
    Neighbour here = program.asserts() ? alphabet.neighbour(classId) : Neighbour.EDGE;
    with.decideAssertions(from.pcs, from.before, here);
    with.reached.clear();
    boolean matched = false;
    for (int i = 0; i < with.decided.size(); i++) {
      int pc = with.decided.get(i);
      if (program.op()[pc] == Program.MATCH) {
        matched = true;
      } else if (program.op()[pc] == Program.CHARS && program.takes(pc, classId)) {
        with.follow(program.x()[pc], with.reached);
      }
    }
    if (search) {
      with.follow(matched ? MATCH_PC : program.start(), with.reached);
    }
    return new Key(with.settle(here), here);
  }

  /** The compiler emits MATCH before all others. */
  private static final int MATCH_PC = 0;

  private State newState(int[] pcs, Neighbour before, Scratch with) {
    Verdict verdict = pcs.length == 0 ? Verdict.FAILS : Verdict.OPEN;
    if (pcs.length > 0 && pcs[0] == MATCH_PC && (search || acceptsAnything(pcs))) {
      verdict = Verdict.MATCHES;
    }
    with.decideAssertions(pcs, before, Neighbour.EDGE);
    boolean atEnd = with.decided.contains(MATCH_PC);
    return new State(pcs, before, verdict, atEnd, verdict == Verdict.OPEN ? alphabet.size() : 0);
  }

  /**
   * Whether a state that can match now goes on matching whatever follows: the end of {@code .*}.
   */
  private boolean acceptsAnything(int[] pcs) {
    for (int pc : pcs) {
      if (program.op()[pc] == Program.CHARS && takesAll(pc) && loopsBeforeMatch(pc)) {
        return true;
      }
    }
    return false;
  }

  private boolean takesAll(int pc) {
    return program.sets()[program.y()[pc]].cardinality() == alphabet.size();
  }

  /** Whether an instruction is the body of a loop that nothing but the match follows. */
  private boolean loopsBeforeMatch(int pc) {
    int loop = program.x()[pc];
    if (program.op()[loop] != Program.SPLIT) {
      return false;
    }
    int exit = program.x()[loop] == pc ? program.y()[loop] : program.x()[loop];
    boolean loops = program.x()[loop] == pc || program.y()[loop] == pc;
    while (loops && program.op()[exit] == Program.SAVE) {
      exit = program.x()[exit];
    }
    return loops && exit == MATCH_PC;
  }

  /** How many states were ever made. */
  long statesMade() {
    synchronized (lock) {
      return made;
    }
  }

  /** Memory for one step, used by one thread at a time. */
  private final class Scratch {
    final SparseSet reached = new SparseSet(program.size());
    final SparseSet decided = new SparseSet(program.size());
    private final SparseSet settled = new SparseSet(program.size());
    private final IntStack stack = new IntStack();

    /** Adds all that can be reached from an instruction without a character or an assertion. */
    void follow(int from, SparseSet into) {
      stack.push(from);
      while (!stack.isEmpty()) {
        int pc = stack.pop();
        if (into.add(pc)) {
          switch (program.op()[pc]) {
            case Program.SPLIT -> {
              stack.push(program.y()[pc]);
              stack.push(program.x()[pc]);
            }
            case Program.SAVE -> stack.push(program.x()[pc]);
            default -> {}
          }
        }
      }
    }

    /** The instructions reached that make a state, without assertions that can no longer hold. */
    int[] settle(Neighbour before) {
      settled.clear();
      for (int i = 0; i < reached.size(); i++) {
        int pc = reached.get(i);
        byte op = program.op()[pc];
        boolean waits = op != Program.SPLIT && op != Program.SAVE;
        boolean late =
            op == Program.ASSERT
                && program.place(pc) == Place.BEGIN_TEXT
                && before != Neighbour.EDGE;
        if (waits && !late) {
          settled.add(pc);
        }
      }
      return settled.toSortedArray();
    }

    /** Fills {@link #decided} with a state's instructions and those behind assertions that hold. */
    void decideAssertions(int[] pcs, Neighbour before, Neighbour after) {
      decided.clear();
      for (int pc : pcs) {
        decided.add(pc);
      }
      for (int i = 0; program.asserts() && i < decided.size(); i++) {
        int pc = decided.get(i);
        if (program.op()[pc] == Program.ASSERT && program.place(pc).holds(before, after)) {
          follow(program.x()[pc], decided);
        }
      }
    }
  }
}
