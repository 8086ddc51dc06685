package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Alternate;
import io.atalaya.model.regex.Node.Assertion;
import io.atalaya.model.regex.Node.Capture;
import io.atalaya.model.regex.Node.Chars;
import io.atalaya.model.regex.Node.Concat;
import io.atalaya.model.regex.Node.Empty;
import io.atalaya.model.regex.Node.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a parsed expression into a {@link Program}, from its end to its beginning: each part is
 * compiled knowing the instruction that follows it, so nothing needs patching but loops.
 */
final class Compiler {
  /** The largest program, in instructions. */
  static final int MAX_INSTRUCTIONS = 1_000_000;

  private byte[] op = new byte[16];
  private int[] x = new int[16];
  private int[] y = new int[16];
  private int size;
  private boolean asserts;
  private final Map<CharSet, Integer> sets = new HashMap<>();
  private final List<@Nullable String> groupNames = new ArrayList<>();

  private Compiler() {
    groupNames.add(null);
  }

  /** Compiles an expression that {@link #fits}. */
  static Program compile(Node node) {
    return new Compiler().program(node);
  }

  private Program program(Node node) {
    nameGroups(node);
    int match = emit(Program.MATCH, 0, 0);
    int end = emit(Program.SAVE, match, 1);
    int begin = compile(node, end);
    int start = emit(Program.SAVE, begin, 0);
    List<CharSet> inOrder = new ArrayList<>(sets.keySet());
    inOrder.sort((a, b) -> Integer.compare(sets.getOrDefault(a, 0), sets.getOrDefault(b, 0)));
    Alphabet alphabet = new Alphabet(inOrder, asserts);
    return new Program(
        Arrays.copyOf(op, size),
        Arrays.copyOf(x, size),
        Arrays.copyOf(y, size),
        start,
        inOrder.stream().map(alphabet::classesOf).toArray(BitSet[]::new),
        alphabet,
        groupNames,
        asserts);
  }

  private int emit(byte operation, int first, int second) {
    if (size == op.length) {
      op = Arrays.copyOf(op, size * 2);
      x = Arrays.copyOf(x, size * 2);
      y = Arrays.copyOf(y, size * 2);
    }
    op[size] = operation;
    x[size] = first;
    y[size] = second;
    return size++;
  }

  /** Compiles a part that {@code next} follows, and gives its first instruction. */
  private int compile(Node node, int next) {
    return switch (node) {
      case Empty() -> next;
      case Chars(CharSet set) -> {
        Integer known = sets.putIfAbsent(set, sets.size());
        yield emit(Program.CHARS, next, known == null ? sets.size() - 1 : known);
      }
      case Assertion(Node.Place place) -> {
        asserts = true;
        yield emit(Program.ASSERT, next, Program.PLACES.indexOf(place));
      }
      case Capture(int index, _, Node body) -> {
        int end = emit(Program.SAVE, next, 2 * index + 1);
        yield emit(Program.SAVE, compile(body, end), 2 * index);
      }
      case Concat(List<Node> parts) -> {
        int start = next;
        for (Node part : parts.reversed()) {
          start = compile(part, start);
        }
        yield start;
      }
      case Alternate(List<Node> choices) -> {
        int start = compile(choices.getLast(), next);
        for (Node choice : choices.reversed().subList(1, choices.size())) {
          start = emit(Program.SPLIT, compile(choice, next), start);
        }
        yield start;
      }
      case Repeat repeat -> repeat(repeat, next);
    };
  }

  /** Notes all groups, also those that a count of zero leaves out of the program. */
  private void nameGroups(Node node) {
    switch (node) {
      case Empty(), Chars(_), Assertion(_) -> {}
      case Repeat(Node body, _, _, _) -> nameGroups(body);
      case Concat(List<Node> parts) -> nameGroups(parts);
      case Alternate(List<Node> choices) -> nameGroups(choices);
      case Capture(_, String name, Node body) -> {
        // Groups are numbered by their opening parentheses, which is the order of this walk.
        groupNames.add(name);
        nameGroups(body);
      }
    }
  }

  private void nameGroups(List<Node> nodes) {
    for (Node node : nodes) {
      nameGroups(node);
    }
  }

  private int repeat(Repeat repeat, int next) {
    int start = next;
    int copies = repeat.min();
    if (repeat.max() < 0) {
      start = copies == 0 ? star(repeat, next) : plus(repeat, next);
      copies = Math.max(0, copies - 1);
    } else {
      for (int i = repeat.min(); i < repeat.max(); i++) {
        start = split(compile(repeat.body(), start), next, repeat.greedy());
      }
    }
    for (int i = 0; i < copies; i++) {
      start = compile(repeat.body(), start);
    }
    return start;
  }

  /** A body that can be empty is repeated as {@code (x+)?}, so that an empty round ends it. */
  private int star(Repeat repeat, int next) {
    if (repeat.body().canBeEmpty()) {
      return split(plus(repeat, next), next, repeat.greedy());
    }
    int loop = emit(Program.SPLIT, next, next);
    return close(loop, compile(repeat.body(), loop), repeat.greedy());
  }

  private int plus(Repeat repeat, int next) {
    int loop = emit(Program.SPLIT, next, next);
    int body = compile(repeat.body(), loop);
    close(loop, body, repeat.greedy());
    return body;
  }

  private int close(int loop, int body, boolean greedy) {
    if (greedy) {
      x[loop] = body;
    } else {
      y[loop] = body;
    }
    return loop;
  }

  private int split(int body, int exit, boolean greedy) {
    return greedy ? emit(Program.SPLIT, body, exit) : emit(Program.SPLIT, exit, body);
  }

  /** Whether an expression stays within the limits of programs and alphabets. */
  static boolean fits(Node node) {
    if (size(node) > MAX_INSTRUCTIONS) {
      return false;
    }
    Set<CharSet> distinct = new HashSet<>();
    collectSets(node, distinct);
    long edges = distinct.stream().mapToLong(set -> 2L * set.rangeCount()).sum();
    return edges <= Alphabet.MAX_EDGES && edges * distinct.size() <= Alphabet.MAX_WORK;
  }

  private static void collectSets(Node node, Set<CharSet> into) {
    switch (node) {
      case Empty(), Assertion(_) -> {}
      case Chars(CharSet set) -> into.add(set);
      case Capture(_, _, Node body) -> collectSets(body, into);
      case Repeat(Node body, _, _, _) -> collectSets(body, into);
      case Concat(List<Node> parts) -> collectSets(parts, into);
      case Alternate(List<Node> choices) -> collectSets(choices, into);
    }
  }

  private static void collectSets(List<Node> nodes, Set<CharSet> into) {
    for (Node node : nodes) {
      collectSets(node, into);
    }
  }

  /** How many instructions an expression takes, at most; repetitions of nothing count too. */
  static long size(Node node) {
    return switch (node) {
      case Empty(), Chars(_), Assertion(_) -> 1;
      case Capture(_, _, Node body) -> 2 + size(body);
      case Concat(List<Node> parts) -> 1 + sum(parts);
      case Alternate(List<Node> choices) -> choices.size() + sum(choices);
      case Repeat(Node body, int min, int max, _) ->
          2 + (1 + size(body)) * Math.max(1, Math.max(min, max));
    };
  }

  private static long sum(List<Node> nodes) {
    long sum = 0;
    for (Node node : nodes) {
      sum += size(node);
    }
    return sum;
  }
}
