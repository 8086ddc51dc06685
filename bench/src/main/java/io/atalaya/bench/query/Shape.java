package io.atalaya.bench.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A question of the set in {@code shapes.txt}.
 *
 * @param windowSeconds how far back a range query begins, 0 for an instant query
 * @param stepSeconds distance of its steps
 */
record Shape(String name, long windowSeconds, long stepSeconds, String expression) {
  private static final String SET = "shapes.txt";

  boolean isRange() {
    return windowSeconds > 0;
  }

  /** The set; in each line a name, then {@code i} or window and step, then the expression. */
  static List<Shape> all() throws IOException {
    List<Shape> shapes = new ArrayList<>();
    for (String line : text().split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        shapes.add(of(line));
      }
    }
    return shapes;
  }

  private static String text() throws IOException {
    try (InputStream in = Shape.class.getResourceAsStream(SET)) {
      return new String(Objects.requireNonNull(in, SET).readAllBytes(), UTF_8);
    }
  }

  private static Shape of(String line) {
    String[] words = line.split(" +", 3);
    if (words[1].equals("i")) {
      return new Shape(words[0], 0, 0, words[2]);
    }
    String[] range = words[2].split(" +", 2);
    return new Shape(words[0], Long.parseLong(words[1]), Long.parseLong(range[0]), range[1]);
  }

  /** What to ask a server that has data up to a time, which is a whole minute. */
  String path(long endMillis) {
    String query = "query=" + URLEncoder.encode(expression, UTF_8);
    long end = endMillis / 1000;
    return isRange()
        ? "/api/v1/query_range?%s&start=%d&end=%d&step=%d"
            .formatted(query, end - windowSeconds, end, stepSeconds)
        : "/api/v1/query?%s&time=%d".formatted(query, end);
  }
}
