package io.atalaya.query.parse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files of cases from other projects that stand beside the checkout, when they do. */
final class Corpus {
  private static final JsonType<Object> JSON = Jsonb.builder().build().type(Object.class);

  private Corpus() {}

  /** The objects of a file with one JSON object a line; skips the test without it. */
  static List<Row> lines(String file) {
    Path path = Path.of(System.getProperty("atalaya.shared", "none"), "corpora", file);
    assumeTrue(Files.exists(path), "no corpus " + path + " on this machine");
    try {
      return Files.readAllLines(path).stream().map(Corpus::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    return new Row((Map<?, ?>) JSON.fromJson(line));
  }

  /** One JSON object. */
  record Row(Map<?, ?> fields) {
    boolean has(String key) {
      return fields.get(key) != null;
    }

    String text(String key) {
      return (String) Objects.requireNonNull(fields.get(key), key);
    }

    boolean flag(String key) {
      return Boolean.TRUE.equals(fields.get(key));
    }

    int number(String key) {
      return ((Number) Objects.requireNonNull(fields.get(key), key)).intValue();
    }

    List<Row> rows(String key) {
      List<?> list = (List<?>) Objects.requireNonNull(fields.get(key), key);
      return list.stream().map(o -> new Row((Map<?, ?>) o)).toList();
    }
  }
}
