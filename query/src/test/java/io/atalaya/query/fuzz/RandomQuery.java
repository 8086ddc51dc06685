package io.atalaya.query.fuzz;

import java.util.Random;

/**
 * A query over {@link RandomData}.
 *
 * @param stepMillis 0 for an instant query
 */
public record RandomQuery(String expression, long startMillis, long endMillis, long stepMillis) {
  private static final long[] STEPS = {15_000, 30_000, 47_000, 60_000, 300_000};
  private static final int SECONDS = 40 * 60;

  /** An instant query or, as often, a range query. */
  public static RandomQuery next(Random random, RandomExpressions expressions) {
    String expression = expressions.next();
    long start = RandomData.FROM + random.nextInt(SECONDS) * 1000L;
    long step = random.nextBoolean() ? 0 : STEPS[random.nextInt(STEPS.length)];
    long end = step == 0 ? start : start + step * random.nextInt(12) + random.nextInt(2) * 500L;
    return new RandomQuery(expression, start, end, step);
  }

  public boolean isRange() {
    return stepMillis > 0;
  }

  @Override
  public String toString() {
    return expression
        + (isRange()
            ? " from " + startMillis + " to " + endMillis + " step " + stepMillis
            : " at " + startMillis);
  }
}
