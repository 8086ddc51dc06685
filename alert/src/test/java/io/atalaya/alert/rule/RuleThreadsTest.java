package io.atalaya.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.MemorySeries;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.QueryValue.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** An expression of these tests is the names that it reads, with blanks between. */
class RuleThreadsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
  private final MemorySeries series = new MemorySeries();

  /** Whoever reads {@code both} waits for another one that does. */
  private static final class Meeting implements Evaluator {
    private final CyclicBarrier barrier = new CyclicBarrier(2);

    @Override
    public Prepared prepare(String expression) {
      return new Prepared() {
        @Override
        public String expression() {
          return expression;
        }

        @Override
        public Optional<List<List<Matcher>>> selectors() {
          return Optional.of(Arrays.stream(expression.split(" ")).map(Meeting::selector).toList());
        }

        @Override
        public QueryResult at(String tenant, long timeMillis) {
          if (expression.equals("both")) {
            meet();
          }
          return new QueryResult(
              new QueryValue.Vector(timeMillis, List.of(new Sample(Labels.empty(), 1, null))),
              List.of(),
              List.of(),
              new QueryResult.Statistics(0, 0, 0, 0));
        }
      };
    }

    private static List<Matcher> selector(String text) {
      if (text.equals("*")) {
        return List.of(Matcher.equal("job", "a"));
      }
      String[] parts = text.split("/");
      Matcher name = Matcher.of(Matcher.Type.REGEX, "__name__", parts[0]);
      return parts.length == 1
          ? List.of(name)
          : List.of(Matcher.equal("alertname", parts[1]), name);
    }

    private void meet() {
      try {
        barrier.await(120, TimeUnit.SECONDS);
      } catch (BrokenBarrierException | TimeoutException e) {
        throw new AssertionError("nobody came", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RecordingRule recording(String name, String reads) {
    return new RecordingRule(name, reads, Map.of());
  }

  private static AlertingRule alerting(String name, String reads) {
    return new AlertingRule(name, reads, Duration.ZERO, Duration.ZERO, Map.of(), Map.of());
  }

  private static RuleGroup group(Rule... rules) {
    return new RuleGroup("g", "f", INTERVAL, 0, Duration.ZERO, Map.of(), List.of(rules));
  }

  private static List<List<String>> parts(Rule... rules) {
    List<RunningRule> running =
        RunningRule.of(
            group(rules), new Meeting(), RuleOptions.defaults("http://x"), _ -> {}, true);
    return RuleBatches.of(running).stream()
        .map(part -> part.stream().map(rule -> rule.rule().name()).toList())
        .toList();
  }

  @Test
  void whoeverReadsOfAnotherComesAfterIt() {
    assertThat(
            parts(
                recording("r1", "up"),
                recording("r2", "r1"),
                alerting("A", "up"),
                recording("r3", "r2 up"),
                recording("r4", "ALERTS/A"),
                recording("r5", "ALERTS/B"),
                alerting("B", "r9")))
        .containsExactly(List.of("r1", "A", "r5", "B"), List.of("r2"), List.of("r3", "r4"));
  }

  @Test
  void whoeverMayReadAnythingMakesAllComeOneAfterAnother() {
    assertThat(parts(recording("r1", "up"), recording("r2", "*"), recording("r3", "up")))
        .containsExactly(List.of("r1"), List.of("r2"), List.of("r3"));
  }

  @Test
  void rulesThatDoNotNeedEachOtherAreEvaluatedAtTheSameTime() {
    try (RuleThreads threads = new RuleThreads(1);
        RuleManager rules =
            new RuleManager(
                clock,
                new Meeting(),
                series,
                series,
                _ -> {},
                _ -> {},
                RuleOptions.defaults("http://x").withThreads(threads),
                () -> {})) {
      rules.apply(
          List.of(group(recording("r1", "both"), recording("r2", "both"), recording("r3", "r1"))),
          RuleOptions.defaults("http://x").withThreads(threads));
      clock.advance(INTERVAL);
      assertThat(rules.status().getFirst().rules())
          .extracting(rule -> rule.health().toString() + rule.lastError())
          .containsExactly("OK", "OK", "OK");
    }
  }
}
