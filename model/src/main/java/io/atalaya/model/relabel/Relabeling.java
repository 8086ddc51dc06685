package io.atalaya.model.relabel;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A list of relabelling rules, compiled. Safe for use by many threads. */
public final class Relabeling {
  private static final Relabeling NONE = new Relabeling(List.of());

  /** The bytes of an MD5 that count, as Prometheus has it: the last eight. */
  private static final int HASH_FROM = 8;

  private static final int HASH_TO = 16;

  private final List<Compiled> rules;

  private record Compiled(RelabelRule rule, Regex regex) {}

  private Relabeling(List<Compiled> rules) {
    this.rules = rules;
  }

  /** Rules that change nothing. */
  public static Relabeling none() {
    return NONE;
  }

  public static Relabeling of(List<RelabelRule> rules) {
    return rules.isEmpty()
        ? NONE
        : new Relabeling(
            rules.stream().map(r -> new Compiled(r, Regex.compile(r.regex()))).toList());
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * Runs the rules in order.
   *
   * @return the labels that come out, or null if a rule drops them
   */
  public @Nullable Labels apply(Labels labels) {
    Labels current = labels;
    for (Compiled rule : rules) {
      Labels next = apply(rule, current);
      if (next == null) {
        return null;
      }
      current = next;
    }
    return current;
  }

  private static @Nullable Labels apply(Compiled compiled, Labels labels) {
    RelabelRule rule = compiled.rule();
    Regex regex = compiled.regex();
    String text = joined(rule, labels);
    return switch (rule.action()) {
      case REPLACE -> replace(rule, regex, text, labels);
      case KEEP -> regex.matches(text) ? labels : null;
      case DROP -> regex.matches(text) ? null : labels;
      case KEEPEQUAL -> labels.get(rule.targetLabel()).equals(text) ? labels : null;
      case DROPEQUAL -> labels.get(rule.targetLabel()).equals(text) ? null : labels;
      case HASHMOD -> labels.with(rule.targetLabel(), hash(text, rule.modulus()));
      case LABELMAP -> map(rule, regex, labels);
      case LABELDROP -> retain(labels, name -> !regex.matches(name));
      case LABELKEEP -> retain(labels, regex::matches);
      case LOWERCASE -> labels.with(rule.targetLabel(), text.toLowerCase(Locale.ROOT));
      case UPPERCASE -> labels.with(rule.targetLabel(), text.toUpperCase(Locale.ROOT));
    };
  }

  private static String joined(RelabelRule rule, Labels labels) {
    List<String> names = rule.sourceLabels();
    return names.size() == 1
        ? labels.get(names.getFirst())
        : names.stream().map(labels::get).collect(Collectors.joining(rule.separator()));
  }

  private static Labels replace(RelabelRule rule, Regex regex, String text, Labels labels) {
    String target = regex.expand(text, rule.targetLabel());
    if (target == null || !rule.names().isLabelName(target)) {
      return labels;
    }
    String value = regex.expand(text, rule.replacement());
    return value == null ? labels : labels.with(target, value);
  }

  private static Labels map(RelabelRule rule, Regex regex, Labels labels) {
    Labels.Builder out = labels.toBuilder();
    for (int i = 0; i < labels.size(); i++) {
      String name = regex.expand(labels.name(i), rule.replacement());
      if (name != null) {
        out.set(name, labels.value(i));
      }
    }
    return out.build();
  }

  private static Labels retain(Labels labels, Predicate<String> keep) {
    Labels.Builder out = labels.toBuilder();
    for (int i = 0; i < labels.size(); i++) {
      if (!keep.test(labels.name(i))) {
        out.remove(labels.name(i));
      }
    }
    return out.build();
  }

  private static String hash(String text, long modulus) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      BigInteger number = new BigInteger(1, Arrays.copyOfRange(md5, HASH_FROM, HASH_TO));
      return number.mod(new BigInteger(Long.toUnsignedString(modulus))).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
