package io.atalaya.alert.template;

/** A text under construction that refuses to grow beyond its limit. */
final class BoundedText {
  private final StringBuilder text = new StringBuilder();
  private final int limitChars;

  BoundedText(int limitChars) {
    this.limitChars = limitChars;
  }

  static LimitException tooLong(int limitChars) {
    return new LimitException("the template makes more than " + limitChars + " characters");
  }

  BoundedText append(CharSequence more) {
    requireRoom(more.length());
    text.append(more);
    return this;
  }

  BoundedText append(char c) {
    requireRoom(1);
    text.append(c);
    return this;
  }

  BoundedText repeat(char c, int times) {
    if (times > 0) {
      requireRoom(times);
      text.repeat(c, times);
    }
    return this;
  }

  private void requireRoom(int chars) {
    if (chars > limitChars - text.length()) {
      throw tooLong(limitChars);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
