package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Neighbour;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides all code points into classes that an expression cannot tell apart, so that a state needs
 * one transition for each class instead of one for each of 1.1 million code points.
 *
 * <p>{@code [a-f]x|\d+} has five: a…f, x, the digits, and all the rest makes four; a fifth exists
 * only if two sets overlap.
 */
final class Alphabet {
  /** Bounds the work of dividing: sets of the expression times edges of their ranges. */
  static final long MAX_WORK = 50_000_000;

  /** Bounds the number of classes, each of which is a transition of every state. */
  static final int MAX_EDGES = 60_000;

  private static final int LATIN = 256;

  /** Where ranges begin, ascending from 0. */
  private final int[] starts;

  /** The class of each range. */
  private final char[] classes;

  /** The class of each of the first 256 code points. */
  private final char[] latin = new char[LATIN];

  private final int size;
  private final Neighbour[] neighbours;

  /**
   * Divides by the sets of an expression, which are within the limits.
   *
   * @param tellsNeighbours whether newlines and word characters must be told from others
   */
  Alphabet(List<CharSet> sets, boolean tellsNeighbours) {
    starts = edges(sets, tellsNeighbours);
    int[] ids = new int[starts.length];
    for (CharSet set : sets) {
      divide(ids, set);
    }
    if (tellsNeighbours) {
      divide(ids, CharSet.NEWLINE);
      divide(ids, ClassParser.WORD);
    }
    classes = new char[starts.length];
    size = number(ids);
    for (int c = 0; c < LATIN; c++) {
      latin[c] = (char) search(c);
    }
    neighbours = new Neighbour[size];
    nameNeighbours();
  }

  private static int[] edges(List<CharSet> sets, boolean tellsNeighbours) {
    BitSet edges = new BitSet();
    edges.set(0);
    sets.forEach(set -> addEdges(edges, set));
    if (tellsNeighbours) {
      addEdges(edges, CharSet.NEWLINE);
      addEdges(edges, ClassParser.WORD);
    }
    edges.clear(Character.MAX_CODE_POINT + 1);
    return edges.stream().toArray();
  }

  private static void addEdges(BitSet edges, CharSet set) {
    for (int i = 0; i < set.rangeCount(); i++) {
      edges.set(set.low(i));
      edges.set(set.high(i) + 1);
    }
  }

  /** Gives the ranges inside a set other numbers than those outside. */
  private void divide(int[] ids, CharSet set) {
    Map<Integer, Integer> inside = new HashMap<>();
    int fresh = Arrays.stream(ids).max().orElse(0) + 1;
    for (int i = 0; i < set.rangeCount(); i++) {
      int range = rangeOf(set.low(i));
      while (range < starts.length && starts[range] <= set.high(i)) {
        Integer id = inside.putIfAbsent(ids[range], fresh + inside.size());
        ids[range] = id == null ? fresh + inside.size() - 1 : id;
        range++;
      }
    }
  }

  private int number(int[] ids) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int range = 0; range < ids.length; range++) {
      Integer number = numbers.putIfAbsent(ids[range], numbers.size());
      classes[range] = (char) (number == null ? numbers.size() - 1 : number);
    }
    return numbers.size();
  }

  private void nameNeighbours() {
    for (int range = 0; range < starts.length; range++) {
      int c = starts[range];
      neighbours[classes[range]] =
          c == '\n'
              ? Neighbour.NEWLINE
              : ClassParser.WORD.contains(c) ? Neighbour.WORD : Neighbour.OTHER;
    }
  }

  private int rangeOf(int codePoint) {
    int at = Arrays.binarySearch(starts, codePoint);
    return at >= 0 ? at : -at - 2;
  }

  private int search(int codePoint) {
    return classes[rangeOf(codePoint)];
  }

  /** How many classes there are; they are numbered from 0. */
  int size() {
    return size;
  }

  int classOf(int codePoint) {
    return codePoint < LATIN ? latin[codePoint] : search(codePoint);
  }

  /** The classes of the first 256 code points, for the innermost loops; not to be changed. */
  char[] latin() {
    return latin;
  }

  /** What an assertion sees in a character of a class, if neighbours are told apart. */
  Neighbour neighbour(int classId) {
    return neighbours[classId];
  }

  /** The classes that make up a set. */
  BitSet classesOf(CharSet set) {
    BitSet ids = new BitSet();
    for (int i = 0; i < set.rangeCount(); i++) {
      int range = rangeOf(set.low(i));
      while (range < starts.length && starts[range] <= set.high(i)) {
        ids.set(classes[range++]);
      }
    }
    return ids;
  }
}
