package io.atalaya.alert.receiver;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mail over SMTP.
 *
 * @param sendResolved whether the end of an alert is told too; false by default, as in Alertmanager
 * @param smtp the server
 * @param to recipients, separated by commas; may hold templates
 * @param from sender; may hold templates
 * @param headers templates of further headers by name; {@code Subject}, {@code To} and {@code From}
 *     replace ours
 * @param html template of the HTML part; empty for none, null (default) for ours
 * @param text template of the plain part; empty for none, null (default) for ours
 * @param threading how mail programs are told what belongs together
 */
public record EmailConfig(
    boolean sendResolved,
    SmtpConfig smtp,
    String to,
    String from,
    Map<String, String> headers,
    @Nullable String html,
    @Nullable String text,
    Threading threading)
    implements ReceiverConfig {
  /** The kind of every mail receiver. */
  public static final String KIND = "email";

  /** Which messages of a group form one thread. */
  public enum Threading {
    /** No threading headers; the default. */
    OFF,
    /** All messages of a group: {@code thread_by_date: none}. */
    GROUP,
    /** The messages of a group on one day: {@code thread_by_date: daily}. */
    DAILY
  }

  /** Copies the headers under their canonical names and refuses what Alertmanager refuses. */
  public EmailConfig {
    if (to.isEmpty()) {
      throw new IllegalArgumentException("missing to address in email config");
    }
    if (from.isEmpty()) {
      throw new IllegalArgumentException("no global SMTP from set");
    }
    headers = canonical(headers);
    if (threading != Threading.OFF) {
      refuse("References", headers);
      refuse("In-Reply-To", headers);
    }
  }

  private static void refuse(String header, Map<String, String> headers) {
    if (headers.containsKey(header)) {
      throw new IllegalArgumentException(
          "conflicting configuration: threading.enabled conflicts with custom "
              + header
              + " header");
    }
  }

  private static Map<String, String> canonical(Map<String, String> headers) {
    Map<String, String> copy = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          if (copy.put(canonicalName(name), value) != null) {
            throw new IllegalArgumentException(
                "duplicate header \"" + canonicalName(name) + "\" in email config");
          }
        });
    return Map.copyOf(copy);
  }

  /** Words of a header's name in lower case, each with a capital: {@code In-Reply-To}. */
  private static String canonicalName(String name) {
    StringBuilder out = new StringBuilder(name.toLowerCase(Locale.ROOT));
    boolean wordStarts = true;
    for (int i = 0; i < out.length(); i++) {
      if (wordStarts) {
        out.setCharAt(i, Character.toUpperCase(out.charAt(i)));
      }
      wordStarts = out.charAt(i) == '-';
    }
    return out.toString();
  }

  /** Mail with everything at its default. */
  public static EmailConfig to(String to, String from, SmtpConfig smtp) {
    return new EmailConfig(false, smtp, to, from, Map.of(), null, null, Threading.OFF);
  }

  @Override
  public String kind() {
    return KIND;
  }
}
