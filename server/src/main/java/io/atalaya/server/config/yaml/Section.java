package io.atalaya.server.config.yaml;

import io.atalaya.model.PromDuration;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping that is being read, key by key.
 *
 * <p>Every key that is asked for is known by that; {@link #read} reports the others when the
 * reading is over. No method throws for what the file says: faults are added to the {@link
 * Problems} and reading goes on with the default, so that one run shows all of them.
 *
 * <p>What is read is also what is shown: each answer, defaults included, is noted under its key for
 * {@link #shown}, texts with variables as they were written and secrets as {@code <secret>}. So the
 * effective configuration can be printed without a second description of it.
 *
 * <p>Variables in values are replaced, except in those read with a method whose name begins with
 * {@code literal}.
 */
public final class Section {
  /** What an absent key without a default shows; one for all, for there are many. */
  private static final YamlNode NOTHING = new YamlScalar(Position.of(""), "", false);

  private final YamlMap map;
  private final Environment environment;
  private final Problems problems;
  private final Map<String, Shown> shown = new LinkedHashMap<>();

  /** What a key shows; made late, because a section inside may still be read on. */
  private interface Shown {
    YamlNode node();
  }

  /** How a section becomes a value; an {@link IllegalArgumentException} becomes a problem. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Section section);
  }

  private Section(YamlMap map, Environment environment, Problems problems) {
    this.map = map;
    this.environment = environment;
    this.problems = problems;
  }

  /**
   * Reads a whole mapping.
   *
   * @return nothing if the reader refused; the problems say why
   */
  public static <T> Optional<T> read(
      YamlMap map, Environment environment, Problems problems, Reader<T> reader) {
    return new Section(map, environment, problems).read(reader);
  }

  private <T> Optional<T> read(Reader<T> reader) {
    int errorsBefore = problems.errorCount();
    try {
      return Optional.of(reader.read(this));
    } catch (IllegalArgumentException e) {
      // What a wrong part makes wrong as a whole is no news.
      if (problems.errorCount() == errorsBefore) {
        problems.error(at(), message(e));
      }
      return Optional.empty();
    } finally {
      reportUnknownKeys();
    }
  }

  private void reportUnknownKeys() {
    for (YamlMap.Entry entry : map.entries()) {
      if (!shown.containsKey(entry.name())) {
        Optional<String> nearest = NearestName.of(entry.name(), shown.keySet());
        problems.unknownKey(
            entry.key().at(),
            entry.name(),
            nearest.map(name -> "did you mean " + name + "?").orElseGet(this::knownKeys));
      }
    }
  }

  private String knownKeys() {
    return shown.isEmpty() ? "" : "known are " + String.join(", ", shown.keySet());
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Where it begins. */
  public Position at() {
    return map.at();
  }

  /** Where the value of a key begins, or the whole section if there is none. */
  public Position at(String key) {
    YamlNode node = map.get(key);
    return node == null ? at() : node.at();
  }

  /** Where all faults go. */
  public Problems problems() {
    return problems;
  }

  /** The variables. */
  public Environment environment() {
    return environment;
  }

  /** The nodes as written. */
  public YamlMap map() {
    return map;
  }

  /** Whether a key is there and has a value. */
  public boolean has(String key) {
    return present(key) != null;
  }

  /** The same for a key that may well be absent: it is known either way. */
  public boolean given(String key) {
    ignore(key);
    return has(key);
  }

  /** What was read, in the order it was asked for, with secrets hidden. */
  public YamlMap shown() {
    List<YamlMap.Entry> entries = new ArrayList<>();
    shown.forEach(
        (key, value) -> {
          YamlNode node = value.node();
          if (!node.isNull()
              && !(node instanceof YamlMap m && m.entries().isEmpty() && !has(key))) {
            entries.add(new YamlMap.Entry(new YamlScalar(at(key), key, false), node));
          }
        });
    return new YamlMap(at(), entries);
  }

  /** Marks a key as known although nothing reads it; it is shown as written. */
  public void ignore(String key) {
    YamlNode node = present(key);
    noteAsWritten(key, node);
  }

  /** The value of a key as written, for somebody who reads it later; null if there is none. */
  public @Nullable YamlNode raw(String key) {
    YamlNode node = present(key);
    noteAsWritten(key, node);
    return node;
  }

  /** Marks a key as known whose value may hold secrets; it is shown as one. */
  public void hide(String key) {
    note(key, present(key) == null ? NOTHING : hidden(key));
  }

  /** Refuses a key that once had a meaning. */
  public void removed(String key, String whatToDo) {
    YamlNode node = map.get(key);
    note(key, NOTHING);
    if (node != null) {
      problems.error(node.at(), "the key " + key + " was removed", whatToDo);
    }
  }

  /** Adds an error at the value of a key. */
  public void error(String key, String message) {
    problems.error(at(key), message);
  }

  // --- single values ---

  /** A text. */
  public Optional<String> text(String key) {
    return parsed(key, text -> text);
  }

  /** A text with a default. */
  public String text(String key, String fallback) {
    return parsed(key, fallback, text -> text, text -> text);
  }

  /** A text that must be there and not be empty; the empty text if it is not. */
  public String required(String key) {
    Optional<String> text = text(key).filter(t -> !t.isEmpty());
    if (text.isEmpty()) {
      problems.error(at(key), key + " is missing or empty");
    }
    return text.orElse("");
  }

  /** A text in which nothing is replaced. */
  public Optional<String> literal(String key) {
    return scalar(key).map(YamlScalar::text);
  }

  /** A text in which nothing is replaced, with a default. */
  public String literal(String key, String fallback) {
    return literal(key).orElseGet(() -> noteDefault(key, fallback, fallback));
  }

  /** A text in which nothing is replaced, or bytes; see {@link BinaryText}. */
  public String textOrBytes(String key) {
    if (present(key) instanceof YamlScalar bytes && BinaryText.isBinary(bytes.text())) {
      note(key, bytes);
      return bytes.text();
    }
    return literal(key, "");
  }

  /** {@code true} or {@code false}, or what YAML 1.1 knows as such. */
  public boolean flag(String key, boolean fallback) {
    return parsed(key, fallback, Scalars::flag, String::valueOf);
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String key, int fallback, int min, int max) {
    return parsed(key, fallback, text -> Scalars.integer(text, min, max), String::valueOf);
  }

  /** A whole number, zero or more. */
  public int count(String key, int fallback) {
    return integer(key, fallback, 0, Integer.MAX_VALUE);
  }

  /** A number from {@code min} to {@code max}. */
  public double number(String key, double fallback, double min, double max) {
    return parsed(key, fallback, text -> Scalars.number(text, min, max), Scalars::format);
  }

  /** A duration such as {@code 1m30s}. */
  public Optional<Duration> duration(String key) {
    return parsed(key, Scalars::duration);
  }

  /** A duration with a default. */
  public Duration duration(String key, Duration fallback) {
    return parsed(key, fallback, Scalars::duration, value -> PromDuration.format(value.toMillis()));
  }

  /** A size in bytes such as {@code 512MB}. */
  public long sizeBytes(String key, long fallback) {
    return parsed(key, fallback, Sizes::parseBytes, Sizes::format);
  }

  /** A file, relative to the file its name stands in. */
  public Optional<Path> file(String key) {
    return text(key).filter(name -> !name.isEmpty()).map(name -> beside(at(key), name));
  }

  private static Path beside(Position at, String name) {
    return Path.of(at.file()).resolveSibling(name);
  }

  /** A secret that can only be written in place. */
  public Optional<Secret> secret(String key) {
    Optional<YamlScalar> scalar = scalarOf(key);
    note(key, scalar.isPresent() ? hidden(key) : NOTHING);
    return scalar.flatMap(this::expanded).map(Secret::of);
  }

  /**
   * A secret, written in place under {@code key} or kept in the file that {@code fileKey} names.
   */
  public Optional<SecretSource> secret(String key, String fileKey) {
    Optional<Secret> inline = secret(key);
    Optional<Path> file = file(fileKey);
    if (inline.isPresent() && file.isPresent()) {
      problems.error(
          at(fileKey), "at most one of " + key + " & " + fileKey + " must be configured");
    }
    Optional<SecretSource> fromFile = file.map(SecretSource::file);
    return inline.<SecretSource>map(SecretSource.Inline::new).or(() -> fromFile);
  }

  /** A URL; it is shown, but without the user and password that it may hold. */
  public Optional<Secret> url(String key) {
    Optional<String> text = text(key).filter(t -> !t.isEmpty());
    text.ifPresent(t -> note(key, new YamlScalar(at(key), withoutUser(t), true)));
    return text.map(Secret::of);
  }

  private static String withoutUser(String url) {
    return url.replaceFirst("//[^/@]*@", "//" + Secret.SHOWN + "@");
  }

  /** One of several words; {@code values} maps each to its meaning. */
  public <T> T choice(String key, T fallback, Map<String, T> values) {
    return parsed(key, text -> chosen(text, values))
        .orElseGet(() -> noteDefault(key, fallback, Scalars.nameOf(fallback, values)));
  }

  /** The meaning of one of several words; refuses others with the nearest. */
  public static <T> T chosen(String text, Map<String, T> values) {
    T value = values.get(text);
    if (value == null) {
      String hint =
          NearestName.of(text, values.keySet())
              .map(name -> "did you mean " + name + "?")
              .orElseGet(() -> "possible are " + String.join(", ", values.keySet()));
      throw new IllegalArgumentException("unknown value \"" + text + "\"; " + hint);
    }
    return value;
  }

  /** A value that {@code parser} makes of the text; its refusal becomes a problem. */
  public <T> Optional<T> parsed(String key, Function<String, T> parser) {
    return scalar(key).flatMap(scalar -> parse(key, scalar, parser));
  }

  /** A parsed value with a default; {@code format} says how the default is shown. */
  public <T> T parsed(
      String key, T fallback, Function<String, T> parser, Function<T, String> format) {
    if (!has(key)) {
      return noteDefault(key, fallback, format.apply(fallback));
    }
    return parsed(key, parser).orElse(fallback);
  }

  private <T> Optional<T> parse(String key, YamlScalar scalar, Function<String, T> parser) {
    Optional<String> text = expanded(scalar);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      problems.error(scalar.at(), key + ": " + message(e));
      return Optional.empty();
    }
  }

  // --- several values ---

  /** A list of texts; empty if there is none. */
  public List<String> texts(String key) {
    return scalars(key).stream().flatMap(scalar -> expanded(scalar).stream()).toList();
  }

  /** A file, or a pattern of files, that a list names. */
  public record NamedFile(Position at, String name, Path path) {}

  /** A list of files, each relative to the file its name stands in. */
  public List<NamedFile> files(String key) {
    List<NamedFile> files = new ArrayList<>();
    for (YamlScalar scalar : scalars(key)) {
      expanded(scalar)
          .ifPresent(
              name -> files.add(new NamedFile(scalar.at(), name, beside(scalar.at(), name))));
    }
    return files;
  }

  /** A list of texts in which nothing is replaced. */
  public List<String> literals(String key) {
    return scalars(key).stream().map(YamlScalar::text).toList();
  }

  /** A list of values that {@code parser} makes of the texts. */
  public <T> List<T> parsedList(String key, Function<String, T> parser) {
    return scalars(key).stream().flatMap(s -> parse(key, s, parser).stream()).toList();
  }

  private List<YamlScalar> scalars(String key) {
    List<YamlScalar> scalars = new ArrayList<>();
    for (YamlNode item : items(key)) {
      if (item instanceof YamlScalar scalar) {
        scalars.add(scalar.isNull() ? new YamlScalar(scalar.at(), "", true) : scalar);
      } else {
        problems.error(item.at(), key + ": expected a single value, found " + item.what());
      }
    }
    return scalars;
  }

  private List<YamlNode> items(String key) {
    YamlNode node = present(key);
    noteAsWritten(key, node);
    if (node == null) {
      return List.of();
    }
    if (node instanceof YamlList list) {
      return list.items();
    }
    problems.error(node.at(), key + ": expected a list, found " + node.what());
    return List.of();
  }

  /** A mapping of texts, in the order of the file; empty if there is none. */
  public Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    scalarMap(key).forEach((name, s) -> expanded(s).ifPresent(text -> texts.put(name, text)));
    return texts;
  }

  /** A mapping of texts in which nothing is replaced. */
  public Map<String, String> literalMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    scalarMap(key).forEach((name, scalar) -> texts.put(name, scalar.text()));
    return texts;
  }

  /** A mapping of secrets, such as headers. */
  public Map<String, Secret> secretMap(String key) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    Map<String, YamlScalar> scalars = scalarMap(key);
    List<YamlMap.Entry> hidden = new ArrayList<>();
    scalars.forEach(
        (name, scalar) -> {
          expanded(scalar).ifPresent(text -> secrets.put(name, Secret.of(text)));
          hidden.add(new YamlMap.Entry(new YamlScalar(scalar.at(), name, false), hidden(key)));
        });
    note(key, hidden.isEmpty() ? NOTHING : new YamlMap(at(key), hidden));
    return secrets;
  }

  /** A list of secrets. */
  public List<Secret> secretTexts(String key) {
    List<Secret> secrets = texts(key).stream().map(Secret::of).toList();
    note(key, hiddenAll(key, secrets));
    return secrets;
  }

  /** A mapping from names to lists of texts, such as query parameters. */
  public Map<String, List<String>> textLists(String key) {
    return section(key, Section::allLists).orElseGet(Map::of);
  }

  /** A mapping from names to lists of secrets, such as headers of a proxy. */
  public Map<String, List<Secret>> secretLists(String key) {
    Map<String, List<Secret>> secrets = new LinkedHashMap<>();
    section(key, names -> names.allSecretLists(secrets));
    return secrets;
  }

  private Map<String, List<String>> allLists() {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    map.entries().forEach(entry -> lists.put(entry.name(), texts(entry.name())));
    return lists;
  }

  private Map<String, List<Secret>> allSecretLists(Map<String, List<Secret>> into) {
    map.entries().forEach(entry -> into.put(entry.name(), secretTexts(entry.name())));
    return into;
  }

  private YamlNode hiddenAll(String key, List<Secret> secrets) {
    YamlNode hidden = hidden(key);
    return new YamlList(at(key), secrets.stream().map(secret -> hidden).toList());
  }

  private Map<String, YamlScalar> scalarMap(String key) {
    Map<String, YamlScalar> scalars = new LinkedHashMap<>();
    YamlNode node = present(key);
    noteAsWritten(key, node);
    if (node instanceof YamlMap found) {
      for (YamlMap.Entry entry : found.entries()) {
        if (entry.value() instanceof YamlScalar scalar) {
          requireText(entry.name(), scalar);
          String text = scalar.isNull() ? "" : scalar.text();
          scalars.put(entry.name(), new YamlScalar(scalar.at(), text, true));
        } else {
          String what = entry.value().what();
          problems.error(entry.value().at(), entry.name() + ": expected a text, found " + what);
        }
      }
    } else if (node != null) {
      problems.error(node.at(), key + ": expected a mapping, found " + node.what());
    }
    return scalars;
  }

  // --- sections inside ---

  /** A section, or nothing if it is absent or refused. */
  public <T> Optional<T> section(String key, Reader<T> reader) {
    YamlNode node = present(key);
    return node == null ? noneNoted(key) : child(key, node, reader);
  }

  /**
   * A section that may also be written as the single value of one of its keys: {@code http: URL}
   * for {@code http: {url: URL}}.
   */
  public <T> Optional<T> sectionOr(String onlyKey, String key, Reader<T> reader) {
    YamlNode node = present(key);
    if (node instanceof YamlScalar scalar) {
      return child(key, YamlMap.empty(scalar.at()).with(onlyKey, scalar), reader);
    }
    return section(key, reader);
  }

  /** A section that is read as an empty one if it is absent, so that its defaults are shown. */
  public <T> Optional<T> sectionOrEmpty(String key, Reader<T> reader) {
    YamlNode node = present(key);
    return child(key, node == null ? YamlMap.empty(at()) : node, reader);
  }

  private <T> Optional<T> noneNoted(String key) {
    note(key, NOTHING);
    return Optional.empty();
  }

  private <T> Optional<T> child(String key, YamlNode node, Reader<T> reader) {
    if (!(node instanceof YamlMap found)) {
      note(key, NOTHING);
      problems.error(node.at(), key + ": expected a mapping, found " + node.what());
      return Optional.empty();
    }
    Section child = new Section(found, environment, problems);
    shown.put(key, child::shown);
    return child.read(reader);
  }

  /** A list of sections; those that are refused are left out. */
  public <T> List<T> sections(String key, Reader<T> reader) {
    List<T> values = new ArrayList<>();
    List<Section> children = new ArrayList<>();
    for (YamlNode item : items(key)) {
      if (item instanceof YamlMap found) {
        Section child = new Section(found, environment, problems);
        children.add(child);
        child.read(reader).ifPresent(values::add);
      } else {
        problems.error(item.at(), "empty or null entry in " + key + ": expected a mapping");
      }
    }
    if (!children.isEmpty()) {
      Position at = at(key);
      shown.put(
          key, () -> new YamlList(at, children.stream().<YamlNode>map(Section::shown).toList()));
    }
    return values;
  }

  /** A mapping from names of the user's choice to sections, in the order of the file. */
  public <T> Map<String, T> namedSections(String key, Reader<T> reader) {
    Map<String, T> values = new LinkedHashMap<>();
    section(
        key,
        names -> {
          for (YamlMap.Entry entry : names.map.entries()) {
            names
                .sectionOrEmpty(entry.name(), reader)
                .ifPresent(value -> values.put(entry.name(), value));
          }
          return values;
        });
    return values;
  }

  /**
   * Reads keys that stand in this section itself but belong to a value of their own, such as those
   * of an HTTP client.
   */
  public <T> Optional<T> inline(Reader<T> reader) {
    int errorsBefore = problems.errorCount();
    try {
      return Optional.of(reader.read(this));
    } catch (IllegalArgumentException e) {
      if (problems.errorCount() == errorsBefore) {
        problems.error(at(), message(e));
      }
      return Optional.empty();
    }
  }

  // --- inside ---

  private @Nullable YamlNode present(String key) {
    YamlNode node = map.get(key);
    return node == null || node.isNull() ? null : node;
  }

  private Optional<YamlScalar> scalar(String key) {
    Optional<YamlScalar> scalar = scalarOf(key);
    noteAsWritten(key, scalar.orElse(null));
    return scalar;
  }

  private Optional<YamlScalar> scalarOf(String key) {
    YamlNode node = present(key);
    if (node instanceof YamlScalar scalar) {
      requireText(key, scalar);
      return Optional.of(scalar);
    }
    if (node != null) {
      problems.error(node.at(), key + ": expected a single value, found " + node.what());
    }
    return Optional.empty();
  }

  private void requireText(String key, YamlScalar scalar) {
    if (BinaryText.isBinary(scalar.text())) {
      problems.error(scalar.at(), key + ": the bytes are no UTF-8 text");
    }
  }

  private Optional<String> expanded(YamlScalar scalar) {
    try {
      return Optional.of(environment.expand(scalar.text()));
    } catch (Environment.UnsetVariableException e) {
      String name = e.name();
      problems.error(
          scalar.at(),
          e.getMessage() == null ? name : e.getMessage(),
          "set it, or write ${" + name + ":-default}, or $${" + name + "} for the text itself");
      return Optional.empty();
    }
  }

  private void note(String key, YamlNode node) {
    shown.put(key, () -> node);
  }

  private void noteAsWritten(String key, @Nullable YamlNode node) {
    note(key, node == null ? NOTHING : node);
  }

  private <T> T noteDefault(String key, T fallback, String text) {
    boolean says = !text.isEmpty() && !text.equals("0") && !text.equals("0s");
    note(key, says ? new YamlScalar(at(), text, fallback instanceof String) : NOTHING);
    return fallback;
  }

  private YamlNode hidden(String key) {
    return new YamlScalar(at(key), Secret.SHOWN, true);
  }
}
