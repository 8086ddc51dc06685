package io.atalaya.server.config;

import io.atalaya.collect.check.BodyCondition;
import io.atalaya.collect.check.JsonPath;
import io.atalaya.collect.check.ValueTest;
import io.atalaya.server.config.yaml.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A condition on a value of a JSON body: {@code json: {path: $.status, equals: ok}}. */
final class JsonConditionReader {
  private JsonConditionReader() {}

  static BodyCondition.Json read(Section s) {
    JsonPath path =
        s.literal("path")
            .map(JsonPath::parse)
            .orElseThrow(() -> new IllegalArgumentException("path is missing"));
    List<ValueTest> tests = new ArrayList<>();
    s.text("equals").ifPresent(text -> tests.add(new ValueTest.EqualTo(text)));
    s.literal("matches").ifPresent(regex -> tests.add(new ValueTest.Matches(regex)));
    between(s).ifPresent(tests::add);
    if (s.has("exists")) {
      tests.add(s.flag("exists", true) ? new ValueTest.Exists() : new ValueTest.Absent());
    } else {
      s.ignore("exists");
    }
    if (tests.size() > 1) {
      throw new IllegalArgumentException(
          "a JSON condition has one of equals, matches, exists, or min and max");
    }
    return new BodyCondition.Json(path, tests.isEmpty() ? new ValueTest.Exists() : tests.get(0));
  }

  private static Optional<ValueTest> between(Section s) {
    @Nullable Double min = s.parsed("min", Double::valueOf).orElse(null);
    @Nullable Double max = s.parsed("max", Double::valueOf).orElse(null);
    return min == null && max == null
        ? Optional.empty()
        : Optional.of(new ValueTest.Between(min, max));
  }
}
