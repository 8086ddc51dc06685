package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The routing tree as Alertmanager walks it. */
class RouteNodeTest {
  private static Matcher regex(String name, String value) {
    return Matcher.of(Matcher.Type.REGEX, name, value);
  }

  /** A node that leaves out everything but what is given. */
  private static Route node(
      @Nullable String receiver,
      @Nullable List<String> groupBy,
      boolean continues,
      @Nullable Duration wait,
      List<Matcher> matchers,
      Route... routes) {
    return new Route(
        receiver,
        groupBy,
        matchers,
        continues,
        wait,
        null,
        null,
        List.of(),
        List.of(),
        Map.of(),
        List.of(routes));
  }

  private static Route under(Route... routes) {
    return node("everybody", null, false, null, List.of(), routes);
  }

  /** Shop: tests; production, twice. Bank: by desk. Role: by role, with a slow corner. */
  private static final RouteNode TREE =
      new RouteNode(
          under(
              node(
                  "shop",
                  null,
                  false,
                  null,
                  List.of(Matcher.equal("owner", "shop")),
                  node("tests", List.of("..."), false, null, List.of(Matcher.equal("env", "test"))),
                  node(
                      "production",
                      null,
                      true,
                      Duration.ofMinutes(1),
                      List.of(Matcher.equal("env", "prod"))),
                  node(
                      "boss",
                      List.of("job"),
                      false,
                      null,
                      List.of(regex("env", "pr.*"), regex("job", ".*")))),
              node(
                  "bank",
                  List.of("desk", "city"),
                  false,
                  Duration.ofMinutes(2),
                  List.of(regex("owner", "bank|fund"))),
              node(
                  null,
                  List.of("role"),
                  false,
                  null,
                  List.of(Matcher.equal("kind", "role")),
                  node(
                      "tests",
                      null,
                      false,
                      null,
                      List.of(Matcher.equal("env", "test")),
                      node(
                          null,
                          null,
                          false,
                          Duration.ofHours(1),
                          List.of(Matcher.equal("wait", "long")))))));

  private static List<String> receivers(String... labels) {
    return TREE.match(Labels.of(labels)).stream().map(RouteNode::receiver).toList();
  }

  private static RouteNode only(String... labels) {
    List<RouteNode> found = TREE.match(Labels.of(labels));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void anAlertThatMatchesNothingGoesToTheRoot() {
    assertThat(receivers("owner", "zoo")).containsExactly("everybody");
  }

  @Test
  void theDeepestNodeThatMatchesTakesTheAlert() {
    assertThat(receivers("owner", "shop")).containsExactly("shop");
    assertThat(receivers("owner", "shop", "env", "other")).containsExactly("shop");
    assertThat(receivers("owner", "shop", "env", "test")).containsExactly("tests");
  }

  @Test
  void aNodeThatContinuesLetsItsSiblingsTryToo() {
    assertThat(receivers("owner", "shop", "env", "prod")).containsExactly("production", "boss");
    assertThat(receivers("owner", "shop", "env", "preview")).containsExactly("boss");
  }

  @Test
  void regularExpressionsMatchTheWholeValue() {
    assertThat(receivers("owner", "fund")).containsExactly("bank");
    assertThat(receivers("owner", "funds")).containsExactly("everybody");
  }

  @Test
  void whatANodeLeavesOutIsInherited() {
    assertThat(only("kind", "role").receiver()).isEqualTo("everybody");
    RouteNode slow = only("kind", "role", "env", "test", "wait", "long");
    assertThat(slow.receiver()).isEqualTo("tests");
    assertThat(slow.groupWait()).isEqualTo(Duration.ofHours(1));
    assertThat(slow.groupInterval()).isEqualTo(Duration.ofMinutes(5));
    Labels alert = Labels.of("kind", "role", "role", "db", "env", "test", "wait", "long");
    assertThat(slow.groupLabels(alert)).isEqualTo(Labels.of("role", "db"));
  }

  @Test
  void theRootHasAlertmanagersDefaults() {
    RouteNode root = new RouteNode(Route.to("x"));
    assertThat(root.groupWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(root.groupInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(root.repeatInterval()).isEqualTo(Duration.ofHours(4));
    assertThat(root.groupLabels(Labels.of("a", "b"))).isEqualTo(Labels.empty());
  }

  @Test
  void threeDotsGroupByAllLabelsAndAreInheritedUntilLabelsAreNamed() {
    Route named = node(null, List.of("job"), false, null, List.of(Matcher.equal("x", "1")));
    Route plain = node(null, null, false, null, List.of());
    Route all = node(null, List.of("..."), false, null, List.of(), named, plain);
    RouteNode tree = new RouteNode(under(all));
    Labels first = Labels.of("x", "1", "job", "j");
    Labels second = Labels.of("x", "2", "job", "j");
    assertThat(tree.match(first).getFirst().groupLabels(first)).isEqualTo(Labels.of("job", "j"));
    assertThat(tree.match(second).getFirst().groupLabels(second)).isEqualTo(second);
  }

  @Test
  void anEmptyGroupByMakesOneGroupWhateverIsAbove() {
    Route below = node(null, List.of(), false, null, List.of());
    RouteNode tree = new RouteNode(node("x", List.of("job"), false, null, List.of(), below));
    assertThat(tree.match(Labels.empty()).getFirst().groupLabels(Labels.of("job", "j")))
        .isEqualTo(Labels.empty());
  }

  @Test
  void keysListTheMatchersFromTheRootInTheOrderOfTheirNames() {
    List<RouteNode> found = TREE.match(Labels.of("owner", "shop", "env", "prod"));
    assertThat(found.get(0).key()).isEqualTo("{}/{owner=\"shop\"}/{env=\"prod\"}");
    assertThat(found.get(1).key()).isEqualTo("{}/{owner=\"shop\"}/{env=~\"pr.*\",job=~\".*\"}");
    assertThat(found.get(1).groupKey(Labels.of("job", "a\"b")))
        .isEqualTo("{}/{owner=\"shop\"}/{env=~\"pr.*\",job=~\".*\"}:{job=\"a\\\"b\"}");
    assertThat(found.get(1).id()).isEqualTo("{}/{owner=\"shop\"}/0/{env=~\"pr.*\",job=~\".*\"}/2");
  }

  @Test
  void routeLabelsAddUpFromTheRoot() {
    Route child =
        new Route(
            null,
            null,
            List.of(),
            false,
            null,
            null,
            null,
            List.of(),
            List.of(),
            Map.of("b", "2", "c", "3"),
            List.of());
    Route root =
        new Route(
            "x",
            null,
            List.of(),
            false,
            null,
            null,
            null,
            List.of(),
            List.of(),
            Map.of("a", "1", "b", "1"),
            List.of(child));
    assertThat(new RouteNode(root).match(Labels.empty()).getFirst().labels())
        .isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
  }

  @Test
  void impossibleRoutesAreRefused() {
    assertThatThrownBy(() -> node("x", List.of("...", "job"), false, null, List.of()))
        .hasMessageStartingWith("cannot have wildcard group_by");
    assertThatThrownBy(() -> node("x", List.of("job", "job"), false, null, List.of()))
        .hasMessage("duplicated label \"job\" in group_by");
  }
}
