package io.atalaya.store.head;

import io.atalaya.store.head.HeadNotes.Noted;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts series in the order of their labels. Of many series the texts of their symbols are compared
 * once, when each symbol gets a rank; from then on numbers are compared:
 *
 * <pre>
 * symbols in use    "b" 7   "a" 9   "c" 12           ranks by symbol    7: 2   9: 1   12: 3
 * </pre>
 */
final class LabelOrder {
  /** Fewer series are sorted as quickly by their texts. */
  private static final int FEW = 32;

  /** Symbols there may be for each series, if room for the ranks of all is to be worth it. */
  private static final int MOST_SYMBOLS = 16;

  private final SeriesTable.View labels;

  /** Ranks by symbol, from 1 on; null if texts are compared. */
  private final int @Nullable [] ranks;

  private LabelOrder(SeriesTable.View labels, int @Nullable [] ranks) {
    this.labels = labels;
    this.ranks = ranks;
  }

  /** The order of some series whose labels are in a view. */
  static LabelOrder of(SeriesTable.View labels, Noted[] series) {
    boolean many = series.length >= FEW;
    boolean dense = labels.texts().length <= (long) MOST_SYMBOLS * series.length;
    return new LabelOrder(labels, many && dense ? ranks(labels, series) : null);
  }

  private static int[] ranks(SeriesTable.View labels, Noted[] series) {
    int[] ranks = new int[labels.texts().length];
    int[] used = new int[256];
    int count = 0;
    for (Noted one : series) {
      int offset = one.labels();
      int end = offset + labels.shapes()[labels.ids()[offset]].length;
      for (int i = offset + 1; i <= end; i++) {
        int symbol = labels.ids()[i];
        if (ranks[symbol] == 0) {
          ranks[symbol] = 1;
          used = count == used.length ? Arrays.copyOf(used, 2 * count) : used;
          used[count++] = symbol;
        }
      }
    }
    Arrays.stream(used, 0, count)
        .boxed()
        .sorted((a, b) -> labels.compareSymbols(a, b))
        .forEachOrdered(new Numbering(ranks)::give);
    return ranks;
  }

  /** Gives ranks to symbols in their order. */
  private static final class Numbering {
    private final int[] ranks;
    private int last;

    Numbering(int[] ranks) {
      this.ranks = ranks;
    }

    void give(int symbol) {
      ranks[symbol] = ++last;
    }
  }

  /** Sorts by metric name, then label by label. */
  void sort(Noted[] series) {
    if (ranks == null) {
      Arrays.sort(series, (a, b) -> labels.compare(a.labels(), b.labels()));
      return;
    }
    Noted[] unsorted = series.clone();
    long[] keys = new long[series.length];
    for (int i = 0; i < keys.length; i++) {
      int metric = labels.metricName(series[i].labels());
      keys[i] = (long) (metric == SeriesTable.NONE ? 0 : ranks[metric]) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    int from = 0;
    for (int i = 0; i < keys.length; i++) {
      series[i] = unsorted[(int) keys[i]];
      boolean last = i + 1 == keys.length || keys[i + 1] >> Integer.SIZE != keys[i] >> Integer.SIZE;
      if (last) {
        Arrays.sort(series, from, i + 1, (a, b) -> compare(ranks, a.labels(), b.labels()));
        from = i + 1;
      }
    }
  }

  /** Compares label sets with the same metric name. */
  private int compare(int[] rankOf, int a, int b) {
    int[] ids = labels.ids();
    if (ids[a] != ids[b]) {
      return labels.compare(a, b);
    }
    int size = labels.shapes()[ids[a]].length;
    for (int i = 1; i <= size; i++) {
      int byRank = Integer.compare(rankOf[ids[a + i]], rankOf[ids[b + i]]);
      if (byRank != 0) {
        return byRank;
      }
    }
    return 0;
  }
}
