package io.atalaya.collect.remote;

import java.time.Duration;

/** What became of a request. */
sealed interface Outcome {
  /**
   * What the other server says it has stored.
   *
   * @param told whether it said anything, as servers of 2.0 do
   */
  record Written(Amounts amounts, boolean told) {
    static final Written UNTOLD = new Written(Amounts.NONE, false);
  }

  /** It was taken. */
  record Taken(Written written) implements Outcome {}

  /**
   * It may be taken later.
   *
   * @param retryAfter when the other server wants it; zero if it does not say
   */
  record Later(String reason, Duration retryAfter) implements Outcome {}

  /**
   * It will never be taken.
   *
   * @param status of the answer
   */
  record Refused(String reason, int status, Written written) implements Outcome {}
}
