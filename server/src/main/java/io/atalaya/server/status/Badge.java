package io.atalaya.server.status;

/** A small picture of two words, as SVG. */
final class Badge {
  /** Width of a letter of 11 px Verdana, about. */
  private static final double LETTER = 6.8;

  private static final int PADDING = 10;

  private Badge() {}

  static String svg(String left, String right, String colour) {
    int a = width(left);
    int b = width(right);
    String label = Escaped.of(left + ": " + right);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" \
    aria-label="%2$s"><title>%2$s</title>\
    <clipPath id="r"><rect width="%1$d" height="20" rx="3"/></clipPath>\
    <g clip-path="url(#r)"><rect width="%3$d" height="20" fill="#444"/>\
    <rect x="%3$d" width="%4$d" height="20" fill="%5$s"/></g>\
    <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" \
    font-size="11"><text x="%6$d" y="14">%7$s</text><text x="%8$d" y="14">%9$s</text></g></svg>
    """
        .formatted(
            a + b, label, a, b, colour, a / 2, Escaped.of(left), a + b / 2, Escaped.of(right));
  }

  private static int width(String text) {
    return (int) Math.ceil(text.length() * LETTER) + PADDING;
  }
}
