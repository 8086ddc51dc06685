package io.atalaya.collect.check;

/**
 * When a check that goes up and down again and again is called {@code flapping}: once its state
 * changed between good and down {@code changes} times within {@code window} evaluations. It stops
 * once {@code steady} evaluations in a row changed nothing.
 *
 * @param changes 0 to never call it so; 8 by default
 * @param window 20 by default
 * @param steady 5 by default
 */
public record Flapping(int changes, int window, int steady) {
  public static final Flapping DEFAULT = new Flapping(8, 20, 5);
  public static final Flapping NEVER = new Flapping(0, 1, 1);

  /** The longest window. */
  public static final int MAX_WINDOW = 1000;

  public Flapping {
    if (changes < 0 || changes > window || window > MAX_WINDOW || steady < 1) {
      throw new IllegalArgumentException(
          "flapping needs changes of 0 to window, a window of %d at most, steady of at least 1"
              .formatted(MAX_WINDOW));
    }
  }
}
