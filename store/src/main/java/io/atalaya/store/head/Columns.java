package io.atalaya.store.head;

import io.atalaya.store.head.SlabPages.Page;
import java.util.Arrays;

/**
 * One 64-bit value per row for each member of a group, for up to {@link #ROWS} rows.
 *
 * <p>Most series do not change for minutes, so a member starts as a constant, {@code base} in rows
 * {@code [begin, end)}, and gets a slab, an array of all rows, with its first change or gap:
 *
 * <pre>
 * member   base   begin end  slab        rows  0    1    2    3    4
 *   0      1.0      0    5    none             1.0  1.0  1.0  1.0  1.0
 *   1      7.0      0    5    0                7.0  7.0  9.0  9.0  8.0
 *   2      3.0      2    4    none                       3.0  3.0
 * </pre>
 *
 * Rows from {@code end} on have no value yet, so members that stay away cost nothing.
 */
final class Columns {
  /** Rows of an epoch. */
  static final int ROWS = 32;

  /** Stands for no value in a row; a NaN nobody sends, and if somebody does, see {@link Head}. */
  static final long ABSENT = 0x7ff4_a85e_0000_0001L;

  /** Stands for a histogram in a row; as {@link #ABSENT}. */
  static final long HISTOGRAM = 0x7ff4_a85e_0000_0002L;

  private static final int CONSTANT = -1;
  private static final int SLABS_PER_PAGE = SlabPages.SLABS;

  /** Columns without members. */
  static final View NOTHING = new View(new long[0], new byte[0], new Page[0]);

  private final SlabPages free;
  private long[] base;
  private int[] slab;
  private byte[] begin;
  private byte[] end;
  private Page[] pages = new Page[0];
  private int slabs;

  /**
   * Columns without a value.
   *
   * @param free where slabs come from
   */
  Columns(int members, SlabPages free) {
    this.free = free;
    base = new long[members];
    slab = new int[members];
    begin = new byte[members];
    end = new byte[members];
  }

  /** Whether the bits have a meaning of their own here. */
  static boolean isReserved(long bits) {
    return bits == ABSENT || bits == HISTOGRAM;
  }

  /** Members there is room for. */
  int members() {
    return base.length;
  }

  /** The row after the last one of a member that has a value; 0 if none has. */
  int end(int member) {
    return member < end.length ? end[member] : 0;
  }

  /** Sets a row at or after {@link #end}; rows in between become absent. */
  void put(int member, int row, long bits) {
    if (member >= base.length) {
      grow(member + 1);
    }
    int next = end[member];
    if (next == 0) {
      base[member] = bits;
      begin[member] = (byte) row;
      slab[member] = CONSTANT;
    } else if (slab[member] != CONSTANT || next != row || bits != base[member]) {
      putInSlab(member, next, row, bits);
    }
    end[member] = (byte) (row + 1);
  }

  private void grow(int members) {
    int capacity = Math.max(members, base.length + (base.length >> 1) + 4);
    base = Arrays.copyOf(base, capacity);
    slab = Arrays.copyOf(slab, capacity);
    begin = Arrays.copyOf(begin, capacity);
    end = Arrays.copyOf(end, capacity);
  }

  private void putInSlab(int member, int next, int row, long bits) {
    if (slab[member] == CONSTANT) {
      slab[member] = newSlab();
      fill(member, begin[member], next, base[member]);
    }
    if (next < row) {
      fill(member, next, row, ABSENT);
    }
    page(member).values()[offset(member) + row] = bits;
  }

  private Page page(int member) {
    return pages[slab[member] / SLABS_PER_PAGE];
  }

  /** Where the slab of a member begins in the array of its page. */
  private int offset(int member) {
    return page(member).offset() + slab[member] % SLABS_PER_PAGE * ROWS;
  }

  private void fill(int member, int from, int to, long bits) {
    int offset = offset(member);
    Arrays.fill(page(member).values(), offset + from, offset + to, bits);
  }

  private int newSlab() {
    int page = slabs / SLABS_PER_PAGE;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = free.take();
    }
    return slabs++;
  }

  /** Gives back the slabs; nobody may read or write values afterwards. */
  void end() {
    free.giveBack(pages);
    pages = new Page[0];
  }

  /** Copies rows {@code [0, limit)} to {@code target} from {@code at} on, absent ones as such. */
  void copy(int member, int limit, double[] target, int at) {
    int last = Math.min(limit, end(member));
    boolean reached = last > 0 && begin[member] < last;
    view().copy(member, slab(member), reached ? last : 0, limit, target, at);
  }

  /** The bits in a row, {@link #ABSENT} if there are none. */
  long get(int member, int row) {
    if (row >= end(member) || row < begin[member]) {
      return ABSENT;
    }
    return slab[member] == CONSTANT ? base[member] : page(member).values()[offset(member) + row];
  }

  /** Which slab a member has now, for {@link View#copy}. */
  int slab(int member) {
    return member < slab.length ? slab[member] : CONSTANT;
  }

  /**
   * The columns as they are now. With a member's end and slab of the same moment, its values can be
   * read at any time later and without a lock: what is written afterwards goes to other rows, other
   * slabs or other arrays.
   */
  View view() {
    return new View(base, begin, pages);
  }

  /** What {@link #view()} returns. */
  record View(long[] base, byte[] begin, Page[] pages) {
    /**
     * Copies rows {@code [0, limit)} to {@code target} from {@code at} on, absent ones as such.
     *
     * @param slab of the member when the view was made
     * @param end of the member when the view was made, at most {@code limit}
     */
    void copy(int member, int slab, int end, int limit, double[] target, int at) {
      double absent = Double.longBitsToDouble(ABSENT);
      int first = end == 0 ? 0 : begin[member];
      Arrays.fill(target, at, at + first, absent);
      if (slab == CONSTANT && end > 0) {
        Arrays.fill(target, at + first, at + end, Double.longBitsToDouble(base[member]));
      } else {
        copySlab(slab, first, end, target, at);
      }
      Arrays.fill(target, at + end, at + limit, absent);
    }

    private void copySlab(int slab, int first, int end, double[] target, int at) {
      if (first == end) {
        return;
      }
      Page page = pages[slab / SLABS_PER_PAGE];
      int offset = page.offset() + slab % SLABS_PER_PAGE * ROWS;
      for (int row = first; row < end; row++) {
        target[at + row] = Double.longBitsToDouble(page.values()[offset + row]);
      }
    }
  }
}
