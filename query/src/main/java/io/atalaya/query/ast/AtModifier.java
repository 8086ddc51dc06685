package io.atalaya.query.ast;

/** The {@code @} modifier: evaluate at this time, whatever the time of the step. */
public sealed interface AtModifier {
  /**
   * A fixed time.
   *
   * @param millis since 1970
   */
  record Timestamp(long millis) implements AtModifier {}

  /** {@code @ start()}: the first step of the query. */
  record Start() implements AtModifier {}

  /** {@code @ end()}: the last step of the query. */
  record End() implements AtModifier {}
}
