package io.atalaya.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphLinkTest {
  private static String explore(Map<String, String> link) {
    return GraphLink.explore(name -> link.getOrDefault(name, ""));
  }

  @Test
  void theLinkOfAnAlertShowsItsExpression() {
    assertThat(explore(Map.of("g0.expr", "up{job=\"a b\"} == 0", "g0.tab", "1")))
        .isEqualTo("?expr=up%7Bjob%3D%22a+b%22%7D+%3D%3D+0&view=table");
  }

  @Test
  void aGraphKeepsItsTimes() {
    assertThat(explore(Map.of("g0.expr", "up", "g0.tab", "0", "g0.range_input", "2h")))
        .isEqualTo("?expr=up&from=now-2h");
    assertThat(explore(Map.of("g0.expr", "up", "g0.end_input", "2024-01-15 12:30:45")))
        .isEqualTo("?expr=up&from=1705318245&to=1705321845");
    assertThat(
            explore(
                Map.of(
                    "g0.expr", "up",
                    "g0.tab", "explain",
                    "g0.range_input", "1d2h",
                    "g0.end_input", "2024-01-15 12:30:45")))
        .isEqualTo("?expr=up&view=explain&from=1705228245&to=1705321845");
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    assertThat(explore(Map.of())).isEmpty();
    assertThat(explore(Map.of("g0.expr", "up", "g0.range_input", "long", "g0.end_input", "today")))
        .isEqualTo("?expr=up");
  }
}
