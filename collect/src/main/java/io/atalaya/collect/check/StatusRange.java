package io.atalaya.collect.check;

/**
 * Status codes of HTTP, both ends included.
 *
 * @param from first code
 * @param to last code
 */
public record StatusRange(int from, int to) {
  /** What counts as success where a check names nothing else. */
  public static final StatusRange SUCCESS = new StatusRange(200, 299);

  public StatusRange {
    if (from < 100 || to > 599 || from > to) {
      throw new IllegalArgumentException(
          "status codes lie between 100 and 599, got " + from + "-" + to);
    }
  }

  /**
   * Reads {@code 200}, {@code 2xx} or {@code 200-299}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static StatusRange parse(String text) {
    if (text.matches("[1-5]xx")) {
      int hundreds = (text.charAt(0) - '0') * 100;
      return new StatusRange(hundreds, hundreds + 99);
    }
    if (!text.matches("[0-9]{3}(-[0-9]{3})?")) {
      throw new IllegalArgumentException(
          "status \"" + text + "\" is neither a code (200), a class (2xx) nor a range (200-299)");
    }
    int from = Integer.parseInt(text.substring(0, 3));
    return new StatusRange(from, text.length() == 3 ? from : Integer.parseInt(text.substring(4)));
  }

  public boolean contains(int status) {
    return status >= from && status <= to;
  }
}
