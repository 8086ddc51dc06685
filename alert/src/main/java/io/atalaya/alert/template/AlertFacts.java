package io.atalaya.alert.template;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Notification;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people want to know of an alert besides its texts: why it fires, where to silence it. */
public final class AlertFacts {
  /** Where Prometheus' links hold the expression. */
  private static final Pattern EXPRESSION = Pattern.compile("[?&]g0\\.expr=([^&#]*)");

  private static final MathContext DIGITS = new MathContext(6);

  private AlertFacts() {}

  /**
   * The expression and the value that it gave, such as {@code load > 0.9 gives 0.93}; only the
   * expression if the alert comes from a Prometheus elsewhere; nothing if neither is known.
   */
  public static String because(Notification.Alert alert) {
    AlertChange.Evidence evidence = alert.evidence();
    if (evidence != null) {
      return oneLine(evidence.expression()) + " gives " + number(evidence.value());
    }
    Matcher link = EXPRESSION.matcher(alert.generatorUrl());
    return link.find() ? oneLine(decoded(link.group(1))) : "";
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String oneLine(String expression) {
    return expression.strip().replaceAll("\\s+", " ");
  }

  /** Six digits tell people enough. */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return Math.abs(value) < 1e15 && rounded.scale() < 12
        ? rounded.toPlainString()
        : rounded.toString();
  }

  /**
   * The page that makes a silence, with the alert's labels filled in; nothing if nobody knows where
   * pages are.
   */
  public static String silenceUrl(Notification.Alert alert, String externalUrl) {
    if (externalUrl.isEmpty()) {
      return "";
    }
    String filter = URLEncoder.encode(alert.labels().toString(), StandardCharsets.UTF_8);
    return externalUrl + "/#/silences/new?filter=" + filter.replace("+", "%20");
  }
}
