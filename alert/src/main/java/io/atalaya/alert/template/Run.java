package io.atalaya.alert.template;

/** One execution's account: what it has used of its limits, and what it may ask of the world. */
final class Run {
  private final Limits limits;
  private final Environment environment;
  private long steps;
  private int depth;

  Run(Limits limits, Environment environment) {
    this.limits = limits;
    this.environment = environment;
  }

  Environment environment() {
    return environment;
  }

  /** Counts work. */
  void step(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw new LimitException("the template takes more than " + limits.steps() + " steps");
    }
  }

  /** Goes one level deeper. */
  void enter() {
    depth++;
    if (depth > limits.depth()) {
      throw new LimitException("exceeded maximum template depth (" + limits.depth() + ")");
    }
  }

  /** Comes back from a level. */
  void leave() {
    depth--;
  }

  /** A text to fill that cannot become too long. */
  BoundedText text() {
    return new BoundedText(limits.outputChars());
  }

  /** Refuses a text that has become too long. */
  String bounded(String text) {
    if (text.length() > limits.outputChars()) {
      throw BoundedText.tooLong(limits.outputChars());
    }
    return text;
  }

  /** Refuses a text before it is made. */
  void requireRoom(long chars) {
    if (chars > limits.outputChars()) {
      throw BoundedText.tooLong(limits.outputChars());
    }
  }
}
