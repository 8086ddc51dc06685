package io.atalaya.store.head;

import java.util.Arrays;

/** Texts by number: every label name and value is kept once. Open addressing, numbers from 0. */
final class Symbols {
  static final int NONE = -1;

  private String[] texts = new String[256];
  private int[] table = filled(1024);
  private int size;

  private static int[] filled(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, NONE);
    return table;
  }

  int size() {
    return size;
  }

  String text(int symbol) {
    return texts[symbol];
  }

  /** The texts as they are now; what is in it stays valid when symbols are added. */
  String[] texts() {
    return texts;
  }

  /** The number of a text, or {@link #NONE}. */
  int find(String text) {
    return table[placeOf(text)];
  }

  int intern(String text) {
    int place = placeOf(text);
    if (table[place] == NONE) {
      table[place] = add(text);
    }
    int symbol = table[place];
    if (size * 2 > table.length) {
      rehash();
    }
    return symbol;
  }

  private int add(String text) {
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, size * 2);
    }
    texts[size] = text;
    return size++;
  }

  private int placeOf(String text) {
    int mask = table.length - 1;
    int place = spread(text.hashCode()) & mask;
    while (table[place] != NONE && !texts[table[place]].equals(text)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private static int spread(int hash) {
    int h = hash * 0x9E3779B9;
    return h ^ (h >>> 15);
  }

  private void rehash() {
    table = filled(table.length * 2);
    for (int symbol = 0; symbol < size; symbol++) {
      table[placeOf(texts[symbol])] = symbol;
    }
  }
}
