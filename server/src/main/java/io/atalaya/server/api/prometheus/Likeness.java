package io.atalaya.server.api.prometheus;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How well a text fits what was searched for: from 0, not at all, to 1, as well as can be. The
 * scores are those of Prometheus, so that clients see the same order.
 */
interface Likeness {
  /** What a whole match keeps of its score if it is not the same text. */
  double NOT_SAME = 0.999;

  double WORST_SUBSTRING = 0.1;

  /** Standard weights of Winkler's bonus for texts that begin alike. */
  int PREFIX = 4;

  double PREFIX_BONUS = 0.1;

  double of(String text);

  /** Everything fits. */
  static Likeness any() {
    return text -> 1;
  }

  /** The best of several. */
  static Likeness best(List<Likeness> several) {
    return text -> several.stream().mapToDouble(each -> each.of(text)).max().orElse(1);
  }

  /** The same for texts in small letters. */
  static Likeness ignoringCase(Likeness likeness) {
    return text -> likeness.of(text.toLowerCase(Locale.ROOT));
  }

  /** 0 for what scores less than a threshold. */
  static Likeness atLeast(double threshold, Likeness likeness) {
    return text -> {
      double score = likeness.of(text);
      return score >= threshold ? score : 0;
    };
  }

  /** The text has the term in it; the earlier, the better. */
  static Likeness substring(String term) {
    return text -> {
      int at = text.indexOf(term);
      if (at <= 0) {
        return at + 1;
      }
      int last = length(text) - length(term);
      return 1 - (1 - WORST_SUBSTRING) * text.codePointCount(0, at) / last;
    };
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * The text has the characters of the term in their order. Each run of neighbours counts as the
   * square of its length; each character before and between runs costs one, each behind the last
   * one half, divided by the length of the text.
   */
  static Likeness subsequence(String term) {
    int[] wanted = term.codePoints().toArray();
    return text -> text.startsWith(term) ? 1 : subsequence(wanted, text.codePoints().toArray());
  }

  private static double subsequence(int[] wanted, int[] text) {
    double best = -1;
    for (int start = 0; start <= text.length - wanted.length; start++) {
      if (text[start] == wanted[0]) {
        double score = subsequenceFrom(start, wanted, text);
        if (Double.isNaN(score)) {
          break;
        }
        best = Math.max(best, score);
      }
    }
    return best < 0 ? 0 : best / ((double) wanted.length * wanted.length) * NOT_SAME;
  }

  /** The score if the first character is taken at a place; NaN if the others do not follow. */
  private static double subsequenceFrom(int start, int[] wanted, int[] text) {
    double one = 1.0 / text.length;
    double score = 0;
    int done = 0;
    int matched = 0;
    for (int at = start; matched < wanted.length; ) {
      while (at < text.length && text[at] != wanted[matched]) {
        at++;
      }
      if (at == text.length) {
        return Double.NaN;
      }
      int run = at;
      while (matched < wanted.length && at < text.length && text[at] == wanted[matched]) {
        at++;
        matched++;
      }
      score -= (run - done) * one;
      score += (double) (at - run) * (at - run);
      done = at;
    }
    return score - (text.length - done) * one * 0.5;
  }

  /** The Jaro-Winkler similarity: how many characters the texts share at about the same place. */
  static Likeness jaroWinkler(String term) {
    int[] wanted = term.codePoints().toArray();
    return text -> text.equals(term) ? 1 : jaroWinkler(wanted, text.codePoints().toArray());
  }

  private static double jaroWinkler(int[] a, int[] b) {
    int[] shorter = a.length > b.length ? b : a;
    int[] longer = a.length > b.length ? a : b;
    boolean[] found = new boolean[shorter.length];
    boolean[] taken = new boolean[longer.length];
    int matches = match(shorter, longer, found, taken);
    if (matches == 0) {
      return 0;
    }
    double halfSwaps = outOfOrder(shorter, longer, found, taken) * 0.5;
    double share = matches * (1.0 / shorter.length) + matches * (1.0 / longer.length);
    double jaro = (share + (matches - halfSwaps) / matches) / 3;
    return jaro + commonPrefix(shorter, longer) * PREFIX_BONUS * (1 - jaro);
  }

  /** Marks the characters that both have within half the length of the longer one. */
  private static int match(int[] shorter, int[] longer, boolean[] found, boolean[] taken) {
    int reach = Math.max(longer.length / 2 - 1, 0);
    int matches = 0;
    for (int i = 0; i < shorter.length; i++) {
      int to = Math.min(i + reach + 1, longer.length);
      for (int j = Math.max(i - reach, 0); j < to && !found[i]; j++) {
        if (!taken[j] && shorter[i] == longer[j]) {
          found[i] = true;
          taken[j] = true;
          matches++;
        }
      }
    }
    return matches;
  }

  private static int outOfOrder(int[] shorter, int[] longer, boolean[] found, boolean[] taken) {
    int[] a = marked(shorter, found);
    int[] b = marked(longer, taken);
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }

  private static int[] marked(int[] characters, boolean[] marks) {
    int[] all = new int[characters.length];
    int size = 0;
    for (int i = 0; i < characters.length; i++) {
      if (marks[i]) {
        all[size++] = characters[i];
      }
    }
    return Arrays.copyOf(all, size);
  }

  private static int commonPrefix(int[] a, int[] b) {
    int differs = Arrays.mismatch(a, b);
    return Math.min(PREFIX, differs < 0 ? a.length : differs);
  }
}
