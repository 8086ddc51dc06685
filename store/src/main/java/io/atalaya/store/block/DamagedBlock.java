package io.atalaya.store.block;

/**
 * A block that is not served.
 *
 * @param fileName under which it was set aside
 * @param fromMillis first millisecond whose samples it may have
 * @param toMillis last millisecond, excluded
 * @param why what is wrong with it
 */
public record DamagedBlock(String fileName, long fromMillis, long toMillis, String why) {
  /** Reads the range from a name; one that says nothing may have samples of any time. */
  static DamagedBlock of(String fileName, String why) {
    String[] parts = fileName.split("-(?=[0-9a-f-])", 3);
    try {
      return new DamagedBlock(fileName, Long.parseLong(parts[0]), Long.parseLong(parts[1]), why);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new DamagedBlock(fileName, Long.MIN_VALUE, Long.MAX_VALUE, why);
    }
  }

  boolean overlaps(long from, long to) {
    return fromMillis <= to && toMillis > from;
  }

  String warning() {
    return "samples may be missing: a damaged block was set aside as " + fileName;
  }
}
