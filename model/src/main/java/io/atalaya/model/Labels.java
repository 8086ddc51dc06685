package io.atalaya.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of labels: the identity of a series or of an alert.
 *
 * <p>Names are unique and sorted by their UTF-8 bytes; a label with an empty value is the same as
 * no label and is never stored. {@link #METRIC_NAME} is an ordinary label.
 */
public final class Labels implements Comparable<Labels> {
  /** The label that holds the metric's name. */
  public static final String METRIC_NAME = "__name__";

  private static final String[] NONE = {};
  private static final Labels EMPTY = new Labels(NONE);
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** name0, value0, name1, value1, … sorted by name. */
  private final String[] pairs;

  private int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /** The empty set. */
  public static Labels empty() {
    return EMPTY;
  }

  /**
   * Labels from alternating names and values, in any order.
   *
   * @throws IllegalArgumentException if the count is odd or a name is given twice
   */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a label name without a value");
    }
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (builder.has(namesAndValues[i])) {
        throw new IllegalArgumentException("label " + namesAndValues[i] + " given twice");
      }
      builder.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Labels from a map. */
  public static Labels of(Map<String, String> map) {
    Builder builder = new Builder();
    map.forEach(builder::set);
    return builder.build();
  }

  /**
   * Labels from pairs that are already sorted by name, unique and without empty values; the array
   * is not copied and must not be changed afterwards. For readers of our own formats.
   */
  public static Labels ofSorted(String[] pairs) {
    return pairs.length == 0 ? EMPTY : new Labels(pairs);
  }

  /** A builder without labels. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these labels. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    for (int i = 0; i < size(); i++) {
      builder.values.put(name(i), value(i));
    }
    return builder;
  }

  public int size() {
    return pairs.length / 2;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /** The name of label {@code i}, in the order of names. */
  public String name(int i) {
    return pairs[2 * i];
  }

  /** The value of label {@code i}, in the order of names. */
  public String value(int i) {
    return pairs[2 * i + 1];
  }

  /** The value of a label, or the empty string if there is none of that name. */
  public String get(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return "";
  }

  public boolean has(String name) {
    return !get(name).isEmpty();
  }

  /** The metric's name, or the empty string. */
  public String metricName() {
    return get(METRIC_NAME);
  }

  /** These labels with one set to another value; an empty value removes it. */
  public Labels with(String name, String value) {
    int place = 0;
    while (place < pairs.length && compareUtf8(pairs[place], name) < 0) {
      place += 2;
    }
    boolean known = place < pairs.length && pairs[place].equals(name);
    if (known ? pairs[place + 1].equals(value) : value.isEmpty()) {
      return this;
    }
    return ofSorted(replaced(place, known ? 2 : 0, value.isEmpty() ? NONE : pair(name, value)));
  }

  private static String[] pair(String name, String value) {
    return new String[] {name, value};
  }

  /** The pairs with some from a place on replaced by others. */
  private String[] replaced(int place, int count, String[] others) {
    String[] changed = new String[pairs.length - count + others.length];
    System.arraycopy(pairs, 0, changed, 0, place);
    System.arraycopy(others, 0, changed, place, others.length);
    int rest = place + count;
    System.arraycopy(pairs, rest, changed, place + others.length, pairs.length - rest);
    return changed;
  }

  /** These labels without those named. */
  public Labels without(String... names) {
    Builder builder = toBuilder();
    for (String name : names) {
      builder.remove(name);
    }
    return builder.size() == size() ? this : builder.build();
  }

  /** Only the labels named. */
  public Labels only(Iterable<String> names) {
    Builder builder = new Builder();
    for (String name : names) {
      builder.set(name, get(name));
    }
    return builder.build();
  }

  /** A copy as a map, sorted by name. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      map.put(name(i), value(i));
    }
    return map;
  }

  /**
   * The 64-bit fingerprint that Prometheus and Alertmanager show in their APIs: FNV-1a over {@code
   * name 0xFF value 0xFF} of each label in order.
   */
  public long fingerprint() {
    long h = FNV_OFFSET;
    for (String part : pairs) {
      for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
        h = (h ^ (b & 0xff)) * FNV_PRIME;
      }
      h = (h ^ 0xff) * FNV_PRIME;
    }
    return h;
  }

  /** {@link #fingerprint()} as 16 lower-case hexadecimal digits. */
  public String fingerprintText() {
    return HexFormat.of().toHexDigits(fingerprint());
  }

  /** Compares label by label, name before value; a prefix comes first, as in Prometheus. */
  @Override
  public int compareTo(Labels other) {
    int n = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < n; i++) {
      if (!pairs[i].equals(other.pairs[i])) {
        return compareUtf8(pairs[i], other.pairs[i]);
      }
    }
    return Integer.compare(pairs.length, other.pairs.length);
  }

  /** Compares two strings by their UTF-8 bytes, which is by code points. */
  public static int compareUtf8(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean xs = Character.isSurrogate(x);
        boolean ys = Character.isSurrogate(y);
        // A surrogate stands for a code point above the basic plane, so it comes last.
        return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Labels other
        && hashCode() == other.hashCode()
        && Arrays.equals(pairs, other.pairs);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(pairs);
      hash = h;
    }
    return h;
  }

  /** The form {@code {__name__="up", job="x"}}, values quoted as in PromQL. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      appendName(out, name(i));
      GoQuote.append(out.append('='), value(i));
    }
    return out.append('}').toString();
  }

  private static void appendName(StringBuilder out, String name) {
    if (isLegacyName(name)) {
      out.append(name);
    } else {
      GoQuote.append(out, name);
    }
  }

  /** Whether a label name needs no quotes: {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
  public static boolean isLegacyName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Collects labels in any order; the last value of a name counts. */
  public static final class Builder {
    private final SortedMap<String, String> values = new TreeMap<>(Labels::compareUtf8);

    private Builder() {}

    /** Sets a label; an empty value removes it. */
    public Builder set(String name, String value) {
      if (value.isEmpty()) {
        values.remove(name);
      } else {
        values.put(name, value);
      }
      return this;
    }

    public Builder remove(String name) {
      values.remove(name);
      return this;
    }

    public String get(String name) {
      return values.getOrDefault(name, "");
    }

    public boolean has(String name) {
      return values.containsKey(name);
    }

    public int size() {
      return values.size();
    }

    public Labels build() {
      String[] pairs = new String[values.size() * 2];
      int i = 0;
      for (Map.Entry<String, String> e : values.entrySet()) {
        pairs[i++] = e.getKey();
        pairs[i++] = e.getValue();
      }
      return ofSorted(pairs);
    }
  }
}
