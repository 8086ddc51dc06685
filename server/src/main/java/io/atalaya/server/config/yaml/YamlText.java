package io.atalaya.server.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML into nodes that know their place.
 *
 * <p>Built on the library's events and not on its own composer, because a file must not be able to
 * exhaust stack or memory: depth is bounded while reading, and an alias counts as many nodes as
 * what it stands for, so a short file cannot grow into a huge tree. Of tags only {@code !!str} and
 * {@code !!binary} are accepted; duplicate keys are errors; {@code <<} merges mappings as in YAML
 * 1.1.
 */
public final class YamlText {
  /** Largest file in characters. */
  public static final int MAX_CHARS = 16 << 20;

  /** Deepest nesting. */
  static final int MAX_DEPTH = 64;

  /** Most nodes of a document, each alias counted with all it stands for. */
  static final int MAX_NODES = 1_000_000;

  private static final Set<String> STRING_TAGS = Set.of("tag:yaml.org,2002:str", "!");

  private final String file;
  private final Iterator<Event> events;
  private final Problems problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;

  /** A node that an alias may name, with the nodes it counts for. */
  private record Anchored(YamlNode node, int nodes) {}

  /** The document cannot be read on; the problem is already told. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private YamlText(String file, Iterator<Event> events, Problems problems) {
    this.file = file;
    this.events = events;
    this.problems = problems;
  }

  /**
   * Reads all documents of a text; an empty text has none.
   *
   * @param file the name for positions
   * @param problems told what is wrong
   * @return the documents, or nothing if the text is not YAML or passes a limit
   */
  public static Optional<List<YamlNode>> read(String file, String text, Problems problems) {
    if (text.length() > MAX_CHARS) {
      problems.error(Position.of(file), "larger than " + (MAX_CHARS >> 20) + " MiB", "split it");
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_CHARS).build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(text).iterator();
      return Optional.of(new YamlText(file, events, problems).documents());
    } catch (Unreadable e) {
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(mark -> position(file, mark)).orElse(Position.of(file));
      boolean inBlock = String.valueOf(e.getContext()).contains("block");
      String hint = inBlock ? "does the indentation fit the lines above?" : "";
      problems.error(at, "not valid YAML: " + reason(e), hint);
      return Optional.empty();
    } catch (YamlEngineException e) {
      problems.error(Position.of(file), "not valid YAML: " + firstLine(e));
      return Optional.empty();
    }
  }

  private static String reason(MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? "" : e.getProblem();
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    return (context + problem).strip();
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse("");
  }

  private static Position position(String file, Mark mark) {
    return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private List<YamlNode> documents() {
    List<YamlNode> documents = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        anchors.clear();
        nodes = 0;
        documents.add(node(events.next(), 1));
      }
    }
    return documents;
  }

  private YamlNode node(Event event, int depth) {
    Position at = event.getStartMark().map(m -> position(file, m)).orElse(Position.of(file));
    if (event instanceof AliasEvent alias) {
      return aliased(alias, at);
    }
    count(1, at);
    if (depth > MAX_DEPTH) {
      throw unreadable(at, "nested deeper than " + MAX_DEPTH + " levels");
    }
    int before = nodes;
    YamlNode node =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, at);
          case SequenceStart -> list(at, depth);
          case MappingStart -> map(at, depth);
          case Alias,
              Comment,
              DocumentEnd,
              DocumentStart,
              MappingEnd,
              SequenceEnd,
              StreamEnd,
              StreamStart ->
              throw unreadable(at, "not valid YAML here");
        };
    remember((NodeEvent) event, new Anchored(node, nodes - before + 1));
    return node;
  }

  private void remember(NodeEvent event, Anchored node) {
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
  }

  /** What an alias stands for. An alias of a node that is still open is unknown, so no cycles. */
  private YamlNode aliased(AliasEvent alias, Position at) {
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw unreadable(at, "unknown anchor *" + alias.getAlias());
    }
    count(anchored.nodes, at);
    return anchored.node;
  }

  private void count(int more, Position at) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw unreadable(at, "more than " + MAX_NODES + " values, aliases included");
    }
  }

  private Unreadable unreadable(Position at, String message) {
    problems.error(at, message);
    return new Unreadable();
  }

  private YamlScalar scalar(ScalarEvent event, Position at) {
    Optional<String> tag = event.getTag();
    boolean string = tag.isPresent() && STRING_TAGS.contains(tag.get());
    if (tag.isPresent() && tag.get().equals(BinaryText.TAG)) {
      return binary(event, at);
    }
    if (tag.isPresent() && !string) {
      problems.error(at, "the tag " + tag.get() + " is not accepted", "remove it");
    }
    return new YamlScalar(at, event.getValue(), string || !event.isPlain());
  }

  private YamlScalar binary(ScalarEvent event, Position at) {
    try {
      return new YamlScalar(at, BinaryText.decode(event.getValue()), true);
    } catch (IllegalArgumentException e) {
      problems.error(at, "not valid Base64 after !!binary: " + e.getMessage());
      return new YamlScalar(at, "", true);
    }
  }

  private YamlList list(Position at, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(node(e, depth + 1));
    }
    return new YamlList(at, items);
  }

  private YamlMap map(Position at, int depth) {
    Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
    List<YamlNode> merged = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      YamlNode key = node(e, depth + 1);
      YamlNode value = node(events.next(), depth + 1);
      if (!(key instanceof YamlScalar name)) {
        problems.error(key.at(), "a key must be a single value, not " + key.what());
      } else if (BinaryText.isBinary(name.text())) {
        problems.error(key.at(), "the bytes of a key are no UTF-8 text");
      } else if (!name.quoted() && name.text().equals("<<")) {
        merged.add(value);
      } else {
        put(entries, name, value);
      }
    }
    merged.forEach(value -> merge(entries, value));
    return new YamlMap(at, new ArrayList<>(entries.values()));
  }

  private void put(Map<String, YamlMap.Entry> entries, YamlScalar name, YamlNode value) {
    YamlMap.Entry first = entries.putIfAbsent(name.text(), new YamlMap.Entry(name, value));
    if (first != null) {
      problems.error(
          name.at(),
          "the key " + name.text() + " is given twice",
          "the first is in line " + first.key().at().line());
    }
  }

  private void merge(Map<String, YamlMap.Entry> entries, YamlNode value) {
    switch (value) {
      case YamlMap map -> map.entries().forEach(e -> entries.putIfAbsent(e.name(), e));
      case YamlList list -> list.items().forEach(item -> merge(entries, item));
      case YamlScalar scalar -> problems.error(scalar.at(), "<< needs a mapping to merge");
    }
  }
}
