package io.atalaya.alert.template;

import java.util.Locale;
import java.util.Set;

/**
 * Follows HTML as it is written, just far enough to know what the next character would be part of.
 *
 * <pre>
 * TEXT ─ &lt; ─► TAG_NAME ─ space ─► IN_TAG ─ name ─► ATTRIBUTE_NAME ─ = ─► BEFORE_VALUE
 *   ▲              └─── &gt; ──────────┴── &gt; ─────────────┘                     │
 *   │                                                  VALUE ◄─ quote ─┴─ other ─► UNQUOTED
 *   └─ &gt; of any tag; after script and style RAW to the end tag; after &lt;!-- COMMENT to --&gt;
 * </pre>
 */
final class HtmlPlace {
  private static final Set<String> URLS =
      Set.of("href", "src", "action", "formaction", "cite", "poster", "background", "data");
  private static final Set<String> RAW_TAGS = Set.of("script", "style");

  private final StringBuilder name = new StringBuilder();
  private final StringBuilder attribute = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private State state = State.TEXT;
  private char quote;
  private boolean valueStarted;
  private boolean queryStarted;

  private enum State {
    TEXT,
    TAG_NAME,
    IN_TAG,
    ATTRIBUTE_NAME,
    BEFORE_VALUE,
    VALUE,
    UNQUOTED,
    RAW,
    COMMENT
  }

  /** What a value that is written next stands in. */
  enum Place {
    TEXT,
    NAME,
    ATTRIBUTE,
    UNQUOTED,
    URL_START,
    URL_PATH,
    URL_QUERY,
    STYLE,
    CODE
  }

  void feed(String html) {
    html.chars().forEach(c -> feed((char) c));
  }

  Place place() {
    return switch (state) {
      case TEXT -> Place.TEXT;
      case TAG_NAME, IN_TAG, ATTRIBUTE_NAME -> Place.NAME;
      case BEFORE_VALUE, UNQUOTED -> unquoted();
      case VALUE -> quoted();
      case RAW, COMMENT -> Place.CODE;
    };
  }

  /** A link without quotes could begin with any scheme, so only plain attributes may do without. */
  private Place unquoted() {
    return quoted() == Place.ATTRIBUTE ? Place.UNQUOTED : Place.CODE;
  }

  private Place quoted() {
    String attributeName = attribute.toString().toLowerCase(Locale.ROOT);
    if (attributeName.startsWith("on") || attributeName.equals("srcdoc")) {
      return Place.CODE;
    }
    if (attributeName.equals("style")) {
      return Place.STYLE;
    }
    if (!URLS.contains(attributeName)) {
      return Place.ATTRIBUTE;
    }
    if (!valueStarted) {
      return Place.URL_START;
    }
    return queryStarted ? Place.URL_QUERY : Place.URL_PATH;
  }

  private void feed(char c) {
    switch (state) {
      case TEXT -> inText(c);
      case TAG_NAME -> inTagName(c);
      case IN_TAG -> inTag(c);
      case ATTRIBUTE_NAME -> inAttributeName(c);
      case BEFORE_VALUE -> beforeValue(c);
      case VALUE -> inValue(c, c == quote);
      case UNQUOTED -> inUnquoted(c);
      case RAW -> untilEndTag(c);
      case COMMENT -> untilEndOfComment(c);
    }
  }

  private void inText(char c) {
    if (c == '<') {
      state = State.TAG_NAME;
      name.setLength(0);
    }
  }

  private void inTagName(char c) {
    if (c == '>') {
      endTag();
    } else if (Lexer.isSpace(c)) {
      state = name.isEmpty() ? State.TEXT : State.IN_TAG;
    } else {
      name.append(c);
      if (name.toString().equals("!--")) {
        state = State.COMMENT;
        tail.setLength(0);
      }
    }
  }

  private void inTag(char c) {
    if (c == '>') {
      endTag();
    } else if (c == '=') {
      startValue();
    } else if (!Lexer.isSpace(c) && c != '/') {
      attribute.setLength(0);
      attribute.append(c);
      state = State.ATTRIBUTE_NAME;
    }
  }

  private void inAttributeName(char c) {
    if (c == '=') {
      startValue();
    } else if (c == '>' || c == '/' || Lexer.isSpace(c)) {
      state = State.IN_TAG;
      inTag(c);
    } else {
      attribute.append(c);
    }
  }

  private void startValue() {
    state = State.BEFORE_VALUE;
    valueStarted = false;
    queryStarted = false;
  }

  private void beforeValue(char c) {
    if (c == '"' || c == '\'') {
      quote = c;
      state = State.VALUE;
    } else if (!Lexer.isSpace(c)) {
      state = State.UNQUOTED;
      inUnquoted(c);
    }
  }

  private void inUnquoted(char c) {
    if (c == '>') {
      endTag();
    } else {
      inValue(c, Lexer.isSpace(c));
    }
  }

  private void inValue(char c, boolean ends) {
    if (ends) {
      state = State.IN_TAG;
      return;
    }
    valueStarted = true;
    queryStarted |= c == '?' || c == '#';
  }

  private void endTag() {
    boolean raw = RAW_TAGS.contains(name.toString().toLowerCase(Locale.ROOT));
    state = raw ? State.RAW : State.TEXT;
    tail.setLength(0);
  }

  private void untilEndTag(char c) {
    remember(c, name.length() + 2);
    if (tail.toString().equalsIgnoreCase("</" + name)) {
      name.insert(0, '/');
      state = State.IN_TAG;
    }
  }

  private void untilEndOfComment(char c) {
    remember(c, 3);
    if (tail.toString().equals("-->")) {
      state = State.TEXT;
    }
  }

  private void remember(char c, int count) {
    tail.append(c);
    if (tail.length() > count) {
      tail.deleteCharAt(0);
    }
  }
}
