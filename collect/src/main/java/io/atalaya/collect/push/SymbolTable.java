package io.atalaya.collect.push;

import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.Arrays;

/** The texts of one request of remote write 2.0, as places in its bytes. For one thread. */
final class SymbolTable {
  /** Symbols of a request; senders have a few thousand. */
  private static final int MAX_SYMBOLS = 1 << 20;

  private static final int FIRST_SYMBOLS = 256;

  private final LabelHash hash;
  private final ProtoReader reader = new ProtoReader(new byte[0]);
  private byte[] message = new byte[0];
  private int[] starts = new int[FIRST_SYMBOLS];
  private int[] lengths = new int[FIRST_SYMBOLS];
  private long[] highs = new long[FIRST_SYMBOLS];
  private long[] lows = new long[FIRST_SYMBOLS];
  private int size;

  SymbolTable(LabelHash hash) {
    this.hash = hash;
  }

  /** Notes the symbols of a request. */
  void read(byte[] bytes, int length) throws WireException {
    message = bytes;
    size = 0;
    reader.reset(bytes, 0, length);
    while (reader.next()) {
      if (reader.field() == 4) {
        add(reader.bytes(), reader.length());
      } else {
        reader.skip();
      }
    }
    if (size > 0 && lengths[0] != 0) {
      throw new WireException(starts[0], "the first symbol must be empty");
    }
  }

  /** Forgets everything, and what it took. */
  void letGo() {
    message = new byte[0];
    reader.reset(message, 0, 0);
    starts = new int[FIRST_SYMBOLS];
    lengths = new int[FIRST_SYMBOLS];
    highs = new long[FIRST_SYMBOLS];
    lows = new long[FIRST_SYMBOLS];
    size = 0;
  }

  private void add(int start, int length) throws WireException {
    if (size == MAX_SYMBOLS) {
      throw new WireException(start, "more than " + MAX_SYMBOLS + " symbols");
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
      highs = Arrays.copyOf(highs, size * 2);
      lows = Arrays.copyOf(lows, size * 2);
    }
    hash.of(message, start, start + length);
    starts[size] = start;
    lengths[size] = length;
    highs[size] = hash.high();
    lows[size++] = hash.low();
  }

  int size() {
    return size;
  }

  /** Whether a number stands for a symbol; 0 may stand for the empty text always. */
  boolean has(int number) {
    return number == 0 || (number > 0 && number < size);
  }

  boolean hasAll(SymbolList numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (!has(numbers.get(i))) {
        return false;
      }
    }
    return true;
  }

  long high(int number) {
    return number == 0 ? 0 : highs[number];
  }

  long low(int number) {
    return number == 0 ? 0 : lows[number];
  }

  /** Adds the label that two symbols are. */
  void addTo(SeriesNames names, int name, int value) {
    names.add(message, start(name), length(name), start(value), length(value));
  }

  private int start(int number) {
    return number == 0 ? 0 : starts[number];
  }

  private int length(int number) {
    return number == 0 ? 0 : lengths[number];
  }

  String text(int number) throws WireException {
    return number == 0 ? "" : ProtoReader.text(message, starts[number], lengths[number]);
  }
}
