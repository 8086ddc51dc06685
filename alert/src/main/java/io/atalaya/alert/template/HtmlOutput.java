package io.atalaya.alert.template;

import io.atalaya.alert.template.HtmlPlace.Place;
import java.util.Locale;
import java.util.Set;

/**
 * Writes values so that they cannot become markup, links of other schemes, or code.
 *
 * <p>Where Go's {@code html/template} would write a value into a script or a style sheet in the
 * right syntax, this writes {@value #REFUSED}, which is also what Go shows for a value that it
 * cannot make safe.
 */
final class HtmlOutput implements Output {
  private static final String REFUSED = "ZgotmplZ";
  private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");

  private final BoundedText text;
  private final Run run;
  private final HtmlPlace html = new HtmlPlace();

  HtmlOutput(BoundedText text, Run run) {
    this.text = text;
    this.run = run;
  }

  @Override
  public void literal(String literal) {
    text.append(literal);
    html.feed(literal);
  }

  @Override
  public void value(Value value) {
    // Nothing prints nothing, unlike in plain text.
    String shown = value instanceof Value.Nothing ? "" : GoFormat.shown(value, run);
    String safe = run.bounded(safe(shown, value.type(), html.place()));
    text.append(safe);
    html.feed(safe);
  }

  private static String safe(String shown, ValueType type, Place place) {
    return switch (place) {
      case TEXT -> type.equals(Types.HTML) ? shown : Escapes.htmlValue(shown);
      case ATTRIBUTE -> Escapes.htmlValue(shown);
      case UNQUOTED -> Escapes.htmlUnquoted(shown);
      case URL_START -> type.equals(Types.URL) || hasSafeScheme(shown) ? url(shown) : "#" + REFUSED;
      case URL_PATH -> url(shown);
      case URL_QUERY -> type.equals(Types.URL) ? url(shown) : Escapes.urlPart(shown, false);
      case STYLE -> isHarmless(shown, "#%., -") ? shown : REFUSED;
      case NAME -> isHarmless(shown, "-") ? shown : REFUSED;
      case CODE -> REFUSED;
    };
  }

  private static String url(String shown) {
    return Escapes.htmlValue(Escapes.urlPart(shown, true));
  }

  /** Whether a link is relative, or of a scheme that only leads somewhere. */
  private static boolean hasSafeScheme(String url) {
    int colon = url.indexOf(':');
    int slash = url.indexOf('/');
    if (colon < 0 || (slash >= 0 && slash < colon)) {
      return true;
    }
    return SCHEMES.contains(url.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  private static boolean isHarmless(String shown, String besides) {
    return shown
        .chars()
        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || besides.indexOf(c) >= 0));
  }
}
