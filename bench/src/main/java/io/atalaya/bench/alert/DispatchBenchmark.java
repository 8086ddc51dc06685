package io.atalaya.bench.alert;

import io.atalaya.model.AlertChange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Milliseconds for 100,000 active alerts in 10,000 groups. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-Xmx2g"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DispatchBenchmark {
  private @Nullable ManyAlerts many;
  private List<AlertChange> changes = List.of();

  /** All alerts fire and all groups were told. */
  @Setup
  public void fire() throws IOException {
    ManyAlerts fresh = new ManyAlerts();
    fresh.accept(fresh.changes());
    fresh.advance(Duration.ofMinutes(1));
    changes = fresh.changes();
    many = fresh;
  }

  @TearDown
  public void end() throws IOException {
    many().close();
  }

  private ManyAlerts many() {
    ManyAlerts made = many;
    if (made == null) {
      throw new IllegalStateException("not prepared");
    }
    return made;
  }

  /** Rules say of all alerts that they still fire. */
  @Benchmark
  public void accept() {
    many().accept(changes);
  }

  /** The same, and every group is looked at: a group interval's worth of work. */
  @Benchmark
  public void acceptAndFlush() {
    many().accept(many().changes());
    many().advance(Duration.ofMinutes(5));
  }

  /** A page of a hundred alerts with a matcher, of all. */
  @Benchmark
  public int page() {
    return many().page();
  }
}
