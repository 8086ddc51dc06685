package io.atalaya.collect.push;

import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.Arrays;

/** Numbers of symbols, in the order given. For one thread. */
final class SymbolList {
  private int[] numbers = new int[64];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int get(int i) {
    return numbers[i];
  }

  /** Adds what the current field holds, packed or not. */
  void read(ProtoReader in) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      add(in.int32());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      add((int) in.varint());
    }
    in.leave(outer);
  }

  private void add(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }
}
