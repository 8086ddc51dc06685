package io.atalaya.query.promqltest;

import io.atalaya.model.PromDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Start times relative to the samples they belong to: {@code _}, {@code _xN}, {@code -1m}, {@code
 * -1mxN} (N + 1 of them), {@code -1m-30sxN}.
 */
final class StartTimeSequence {
  private static final Pattern ITEM =
      Pattern.compile("([+-]?)(\\d+[a-wyz]*)(?:([+-])(\\d+[a-wyz]+))?(?:x(\\d+))?");

  private StartTimeSequence() {}

  static List<@Nullable Long> parse(String line) {
    List<@Nullable Long> starts = new ArrayList<>();
    for (String item : line.strip().split("\\s+")) {
      if (item.startsWith("_")) {
        int n = item.length() > 2 ? Integer.parseInt(item.substring(2)) : 1;
        for (int i = 0; i < n; i++) {
          starts.add(null);
        }
      } else {
        addItem(item, starts);
      }
    }
    return starts;
  }

  private static void addItem(String item, List<@Nullable Long> starts) {
    Matcher m = ITEM.matcher(item);
    if (!m.matches()) {
      throw new IllegalArgumentException("invalid start time " + item);
    }
    long value = signed(m.group(1), m.group(2));
    long delta = m.group(4) == null ? 0 : signed(m.group(3), m.group(4));
    int times = m.group(5) == null ? 0 : Integer.parseInt(m.group(5));
    for (int i = 0; i <= times; i++) {
      starts.add(value + i * delta);
    }
  }

  private static long signed(String sign, String duration) {
    long millis = PromDuration.parseMillis(duration);
    return sign.equals("-") ? -millis : millis;
  }
}
