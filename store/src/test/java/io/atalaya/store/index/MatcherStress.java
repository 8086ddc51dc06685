package io.atalaya.store.index;

import io.atalaya.model.regex.Regex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two queries are the first to match an expression of a matcher, which makes its states while they
 * go.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "what one thread would say")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wrong answer")
@State
public class MatcherStress {
  private final Regex regex = Regex.compile("(a|b)*c[0-9]{2}(x?y)+");

  @Actor
  public void matches(ZZ_Result answers) {
    answers.r1 = regex.matches("ababc07xyy");
  }

  @Actor
  public void fails(ZZ_Result answers) {
    answers.r2 = regex.matches("ababc0xxyy");
  }
}
