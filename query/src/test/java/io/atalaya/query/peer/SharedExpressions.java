package io.atalaya.query.peer;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Expressions of public dashboards and rules. */
final class SharedExpressions {
  private static final JsonType<Object> JSON = Jsonb.builder().build().type(Object.class);
  private static final Path FILE =
      Path.of(System.getProperty("atalaya.shared", "missing"))
          .resolve("corpora/promql-expressions.jsonl");

  private SharedExpressions() {}

  static boolean exist() {
    return Files.exists(FILE);
  }

  /** Every n-th of them. */
  static List<String> every(int n) throws IOException {
    List<String> lines = Files.readAllLines(FILE, StandardCharsets.UTF_8);
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += n) {
      expressions.add(String.valueOf(((Map<?, ?>) JSON.fromJson(lines.get(i))).get("expr")));
    }
    return expressions;
  }
}
