package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A check whose target a test plays.
 *
 * @param says what the next attempts see
 * @param attempts how many were made
 */
record ScriptedCheck(
    CheckBasics basics, AtomicReference<Verdict> says, AtomicInteger attempts, boolean needsNetwork)
    implements CheckConfig {

  static ScriptedCheck of(CheckBasics basics) {
    return new ScriptedCheck(basics, new AtomicReference<>(Verdict.UP), new AtomicInteger(), true);
  }

  void becomes(Verdict verdict) {
    says.set(verdict);
  }

  @Override
  public String kind() {
    return "scripted";
  }

  @Override
  public String target() {
    return "target of " + name();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return () -> {
      attempts.incrementAndGet();
      Observation.Builder seen = new Observation.Builder();
      seen.judge(says.get(), "script", "the script says so");
      return seen.build(1_000_000);
    };
  }
}
