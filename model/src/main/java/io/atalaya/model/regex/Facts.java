package io.atalaya.model.regex;

import io.atalaya.model.regex.Node.Alternate;
import io.atalaya.model.regex.Node.Assertion;
import io.atalaya.model.regex.Node.Capture;
import io.atalaya.model.regex.Node.Chars;
import io.atalaya.model.regex.Node.Concat;
import io.atalaya.model.regex.Node.Empty;
import io.atalaya.model.regex.Node.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said about all texts that an expression matches, without running it. */
final class Facts {
  /** More exact texts than this are not listed for a combination such as {@code [ab][cd]}. */
  static final int MAX_COMBINATIONS = 1024;

  /** The longest exact text that a repetition is spelt out to, in chars. */
  static final int MAX_LITERAL_CHARS = 10_000;

  /** Beyond so many repetitions a choice has too many outcomes to be worth listing. */
  static final int MAX_POWER = 16;

  /** The longest prefix or suffix, in code points. */
  static final int MAX_AFFIX = 1000;

  private Facts() {}

  /**
   * The character that a set stands for, or −1 if it has several. U+FFFD is none: it also matches
   * what is not well-formed. Nor is a surrogate, which matches nothing.
   */
  static int literalOf(CharSet set) {
    if (set.rangeCount() != 1 || set.low(0) != set.high(0) || !isLiteral(set.low(0))) {
      return -1;
    }
    return set.low(0);
  }

  private static boolean isLiteral(int c) {
    return c != Utf.REPLACEMENT && (c < 0xd800 || c > 0xdfff);
  }

  /** The texts that an expression matches, if these are few and nothing else; else null. */
  static @Nullable Set<String> literals(Node node) {
    return switch (node) {
      case Empty() -> Set.of("");
      case Assertion(_) -> null;
      case Chars(CharSet set) -> literals(set);
      case Capture(_, _, Node body) -> literals(body);
      case Concat(List<Node> parts) -> product(parts);
      case Alternate(List<Node> choices) -> union(choices);
      case Repeat(Node body, int min, int max, _) -> power(body, min, max);
    };
  }

  private static @Nullable Set<String> literals(CharSet set) {
    Set<String> all = new LinkedHashSet<>();
    for (int i = 0; i < set.rangeCount() && all.size() <= MAX_COMBINATIONS; i++) {
      for (int c = set.low(i); c <= set.high(i); c++) {
        if (!isLiteral(c) || all.size() >= MAX_COMBINATIONS) {
          return null;
        }
        all.add(Character.toString(c));
      }
    }
    return all;
  }

  private static @Nullable Set<String> union(List<Node> choices) {
    Set<String> all = new LinkedHashSet<>();
    for (Node choice : choices) {
      Set<String> some = literals(choice);
      if (some == null) {
        return null;
      }
      all.addAll(some);
      if (all.size() > choices.size() + MAX_COMBINATIONS) {
        return null;
      }
    }
    return all;
  }

  private static @Nullable Set<String> product(List<Node> parts) {
    Set<String> all = Set.of("");
    StringBuilder run = new StringBuilder();
    for (Node part : parts) {
      int c = part instanceof Chars(CharSet set) ? literalOf(set) : -1;
      if (c >= 0) {
        run.appendCodePoint(c);
        continue;
      }
      Set<String> some = literals(part);
      boolean few = some != null && (long) all.size() * some.size() <= MAX_COMBINATIONS;
      if (some == null || !few || run.length() > MAX_LITERAL_CHARS) {
        return null;
      }
      if (some.size() == 1) {
        run.append(some.iterator().next());
      } else {
        all = product(product(all, Set.of(run.toString())), some);
        run.setLength(0);
      }
    }
    return product(all, Set.of(run.toString()));
  }

  private static Set<String> product(Set<String> heads, Set<String> tails) {
    if (tails.size() == 1 && tails.contains("")) {
      return heads;
    }
    Set<String> all = new LinkedHashSet<>();
    for (String head : heads) {
      for (String tail : tails) {
        all.add(head + tail);
      }
    }
    return all;
  }

  private static @Nullable Set<String> power(Node body, int min, int max) {
    Set<String> once = max < 0 ? null : literals(body);
    if (once == null || max > (once.size() == 1 ? Parser.MAX_REPEAT : MAX_POWER)) {
      return null;
    }
    Set<String> power = Set.of("");
    Set<String> all = new LinkedHashSet<>();
    for (int i = 0; i <= max; i++) {
      if (i >= min) {
        all.addAll(power);
      }
      boolean tooLong = power.stream().anyMatch(text -> text.length() > MAX_LITERAL_CHARS);
      boolean tooMany = (long) power.size() * once.size() > MAX_COMBINATIONS;
      if (i < max && (tooLong || tooMany)) {
        return null;
      }
      power = i < max ? product(power, once) : power;
    }
    return all.size() > MAX_COMBINATIONS ? null : all;
  }

  /** What every match begins with, or ends with if {@code backwards}. */
  static String affix(Node node, boolean backwards) {
    List<Integer> affix = new ArrayList<>();
    appendAffix(node, backwards, affix);
    StringBuilder text = new StringBuilder();
    (backwards ? affix.reversed() : affix).forEach(text::appendCodePoint);
    return text.toString();
  }

  /** Appends a part's fixed characters; says whether it has no others. */
  private static boolean appendAffix(Node node, boolean backwards, List<Integer> affix) {
    return switch (node) {
      case Empty(), Assertion(_) -> true;
      case Chars(CharSet set) -> {
        int c = affix.size() < MAX_AFFIX ? literalOf(set) : -1;
        yield c >= 0 && affix.add(c);
      }
      case Capture(_, _, Node body) -> appendAffix(body, backwards, affix);
      case Concat(List<Node> parts) -> {
        for (Node part : backwards ? parts.reversed() : parts) {
          if (!appendAffix(part, backwards, affix)) {
            yield false;
          }
        }
        yield true;
      }
      case Alternate(List<Node> choices) -> {
        affix.addAll(common(choices, backwards));
        yield false;
      }
      case Repeat(Node body, int min, _, _) -> {
        if (min > 0) {
          appendAffix(body, backwards, affix);
        }
        yield false;
      }
    };
  }

  private static List<Integer> common(List<Node> choices, boolean backwards) {
    List<Integer> common = new ArrayList<>();
    appendAffix(choices.getFirst(), backwards, common);
    for (int i = 1; i < choices.size() && !common.isEmpty(); i++) {
      List<Integer> other = new ArrayList<>();
      appendAffix(choices.get(i), backwards, other);
      int same = 0;
      while (same < Math.min(common.size(), other.size())
          && common.get(same).equals(other.get(same))) {
        same++;
      }
      common.subList(same, common.size()).clear();
    }
    return common;
  }

  /** The literals that every match contains one after the other without overlap, in order. */
  static List<String> contained(Node node) {
    List<String> runs = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    appendRuns(node, runs, run);
    endRun(runs, run);
    return List.copyOf(runs);
  }

  private static void appendRuns(Node node, List<String> runs, StringBuilder run) {
    switch (node) {
      case Empty(), Assertion(_) -> {}
      case Chars(CharSet set) -> {
        int c = literalOf(set);
        if (c >= 0) {
          run.appendCodePoint(c);
        } else {
          endRun(runs, run);
        }
      }
      case Capture(_, _, Node body) -> appendRuns(body, runs, run);
      case Concat(List<Node> parts) -> {
        for (Node part : parts) {
          appendRuns(part, runs, run);
        }
      }
      case Alternate(_) -> endRun(runs, run);
      case Repeat(Node body, int min, _, _) -> {
        endRun(runs, run);
        if (min > 0) {
          appendRuns(body, runs, run);
          endRun(runs, run);
        }
      }
    }
  }

  private static void endRun(List<String> runs, StringBuilder run) {
    if (!run.isEmpty()) {
      runs.add(run.toString());
      run.setLength(0);
    }
  }
}
