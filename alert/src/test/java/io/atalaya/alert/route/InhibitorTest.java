package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InhibitorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static InhibitRule rule(Matcher source, Matcher target, String... equal) {
    return new InhibitRule("r", List.of(source), List.of(target), List.of(equal));
  }

  private static TrackedAlert alert(Instant endsAt, String... labels) {
    return new TrackedAlert(
        Labels.of(labels), Labels.empty(), NOW.minusSeconds(60), endsAt, "", NOW, false, null);
  }

  private static TrackedAlert firing(String... labels) {
    return alert(NOW.plus(Duration.ofMinutes(4)), labels);
  }

  private static boolean inhibits(Inhibitor inhibitor, String... target) {
    return inhibitor.inhibiting(Labels.of(target), NOW).isPresent();
  }

  @Test
  void aFiringSourceInhibitsTargetsWithTheSameLabels() {
    Inhibitor inhibitor =
        new Inhibitor(
            List.of(
                rule(Matcher.equal("sev", "critical"), Matcher.equal("sev", "warning"), "host")));
    inhibitor.update(firing("sev", "critical", "host", "a"));
    assertThat(inhibits(inhibitor, "sev", "warning", "host", "a")).isTrue();
    assertThat(inhibits(inhibitor, "sev", "warning", "host", "b")).isFalse();
    assertThat(inhibits(inhibitor, "sev", "warning")).isFalse();
    assertThat(inhibits(inhibitor, "sev", "info", "host", "a")).isFalse();
  }

  @Test
  void aLabelThatBothLackIsEqual() {
    Inhibitor inhibitor =
        new Inhibitor(
            List.of(
                rule(Matcher.equal("sev", "critical"), Matcher.equal("sev", "warning"), "host")));
    inhibitor.update(firing("sev", "critical"));
    assertThat(inhibits(inhibitor, "sev", "warning")).isTrue();
  }

  @Test
  void aResolvedSourceInhibitsNothing() {
    Inhibitor inhibitor =
        new Inhibitor(List.of(rule(Matcher.equal("s", "1"), Matcher.equal("t", "1"))));
    inhibitor.update(alert(NOW.minusSeconds(1), "s", "1"));
    assertThat(inhibits(inhibitor, "t", "1")).isFalse();
    inhibitor.update(firing("s", "1", "x", "2"));
    assertThat(inhibits(inhibitor, "t", "1")).isTrue();
    inhibitor.remove(Labels.of("s", "1", "x", "2"));
    assertThat(inhibits(inhibitor, "t", "1")).isFalse();
  }

  @Test
  void anAlertOnBothSidesIsNotInhibitedByAnotherOnBothSides() {
    Inhibitor inhibitor =
        new Inhibitor(List.of(rule(Matcher.equal("s", "1"), Matcher.equal("t", "1"))));
    inhibitor.update(firing("s", "1", "t", "1"));
    assertThat(inhibits(inhibitor, "s", "1", "t", "1")).isFalse();
    assertThat(inhibits(inhibitor, "t", "1")).isTrue();
    inhibitor.update(firing("s", "1"));
    assertThat(inhibits(inhibitor, "s", "1", "t", "1")).isTrue();
  }
}
