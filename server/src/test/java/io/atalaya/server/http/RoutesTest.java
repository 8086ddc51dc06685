package io.atalaya.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Endpoint NOTHING = (q, r) -> {};

  private final Routes routes =
      new Routes()
          .get("/metrics", NOTHING)
          .get("/label/{name}/values", NOTHING)
          .get("/label/job/values", NOTHING)
          .get("/ui/{file*}", NOTHING)
          .post("/reload", NOTHING);

  private Map<String, String> parametersOf(String path) {
    return routes.find("GET", path) instanceof Routes.Match.Found found
        ? found.parameters()
        : Map.of("found", "nothing");
  }

  private String patternOf(String path) {
    return routes.find("GET", path) instanceof Routes.Match.Found found ? found.pattern() : "";
  }

  @Test
  void aLiteralPartGoesBeforeANamedOne() {
    assertThat(patternOf("/label/job/values")).isEqualTo("/label/job/values");
    assertThat(parametersOf("/label/instance/values")).isEqualTo(Map.of("name", "instance"));
  }

  @Test
  void aStarTakesAllThatFollows() {
    assertThat(parametersOf("/ui/chunk/a.js")).isEqualTo(Map.of("file", "chunk/a.js"));
    assertThat(parametersOf("/ui/")).isEqualTo(Map.of("file", ""));
  }

  @Test
  void aPathThatIsLongerOrShorterIsAnother() {
    assertThat(patternOf("/metrics/x")).isEmpty();
    assertThat(patternOf("/label/x")).isEmpty();
    assertThat(patternOf("/")).isEmpty();
  }

  @Test
  void knowsTheMethodsOfAPath() {
    assertThat(routes.find("GET", "/reload"))
        .isEqualTo(new Routes.Match.WrongMethod(Set.of("OPTIONS", "POST")));
    assertThat(routes.find("HEAD", "/metrics")).isInstanceOf(Routes.Match.Found.class);
  }

  @Test
  void knowsThePatternOfAPathWhateverTheMethod() {
    assertThat(routes.pattern("/reload")).isEqualTo("/reload");
    assertThat(routes.pattern("/ui/a/b")).isEqualTo("/ui/{file*}");
    assertThat(routes.pattern("/none")).isEmpty();
  }

  @Test
  void aPatternMayBeGivenOnce() {
    assertThatThrownBy(() -> routes.get("/metrics", NOTHING))
        .hasMessageContaining("GET /metrics is routed twice");
  }
}
