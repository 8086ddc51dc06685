package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import io.atalaya.server.config.yaml.YamlText;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads a configuration: the same files and variables always give the same result, and nothing but
 * the result changes.
 *
 * <pre>
 *   files, directories ──► kind of each ──► one document ──► Configuration, or all Problems
 *                             │ rules, dashboards, variables ──┘
 * </pre>
 */
public final class ConfigLoader {
  /**
   * How the warning begins that a named file is missing: a server starts without it, but who checks
   * a configuration wants to know.
   */
  public static final String NO_FILE = "there is no file ";

  /** The feature that changes the default of {@code global.extra_scrape_metrics}. */
  public static final String EXTRA_SCRAPE_METRICS = "extra-scrape-metrics";

  private final Problems problems = new Problems();
  private final SourceFiles files = new SourceFiles(problems);
  private final ExpressionCheck expressions;
  private final Map<String, String> variables = new HashMap<>();
  private boolean alone;
  private boolean extraScrapeMetrics;

  private ConfigLoader(ExpressionCheck expressions) {
    this.expressions = expressions;
  }

  /**
   * Loads.
   *
   * @param sources files and directories, in the order in which the user named them; none for the
   *     defaults: this machine and the server itself are watched
   * @param sites addresses that are checked over HTTP, besides
   * @param environment variables; those of environment files among the sources count less
   * @param expressions says whether a rule's expression is one
   * @param features names of {@code --enable-feature}, some of which change a default
   */
  public static LoadResult load(
      List<Path> sources,
      List<URI> sites,
      Map<String, String> environment,
      ExpressionCheck expressions,
      Set<String> features) {
    ConfigLoader loader = new ConfigLoader(expressions);
    loader.extraScrapeMetrics = features.contains(EXTRA_SCRAPE_METRICS);
    return loader.load(sources, sites, environment);
  }

  /** The same without sites and features. */
  public static LoadResult load(
      List<Path> sources, Map<String, String> environment, ExpressionCheck expressions) {
    return load(sources, List.of(), environment, expressions, Set.of());
  }

  /** The same without looking at the files that the sources name: rules, jobs, templates. */
  public static LoadResult loadAlone(
      List<Path> sources, Map<String, String> environment, ExpressionCheck expressions) {
    ConfigLoader loader = new ConfigLoader(expressions);
    loader.alone = true;
    return loader.load(sources, List.of(), environment);
  }

  private LoadResult load(List<Path> sources, List<URI> sites, Map<String, String> environment) {
    List<Source> read = new ArrayList<>();
    for (Path file : files.expand(sources)) {
      read(file).ifPresent(read::add);
    }
    variables.putAll(environment);
    Environment all = new Environment(variables);
    LinkedFiles linked = new LinkedFiles(files, all, problems, !alone);
    YamlMap said = sources.isEmpty() ? DefaultConfiguration.document() : join(read, linked);
    YamlMap document = new Documents(problems).merge(said, SiteChecks.document(sites));
    document = extraScrapeMetrics ? withExtraScrapeMetrics(document) : document;
    Optional<Configuration> configuration =
        Section.read(document, all, problems, new ConfigurationReader(linked, expressions)::read);
    List<Path> watched = List.copyOf(files.watched());
    if (problems.hasErrors() || configuration.isEmpty()) {
      return new LoadResult.Refused(problems.all(), problems.dropped(), watched);
    }
    return new LoadResult.Loaded(configuration.get(), problems.all(), watched);
  }

  private YamlMap withExtraScrapeMetrics(YamlMap document) {
    Position here = new Position("--enable-feature", 1, 1);
    YamlMap global = new NodeBuilder(here).put("extra_scrape_metrics", "true").build();
    YamlMap implied = new NodeBuilder(here).put("global", global).build();
    return new Documents(problems).fill(document, implied);
  }

  /** A file that was read, other than an environment file. */
  private record Source(Path file, FileKind kind, YamlNode document, String text) {}

  private Optional<Source> read(Path file) {
    Optional<String> content = files.read(file);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String text = content.get();
    if (EnvFile.matches(text)) {
      variables.putAll(EnvFile.parse(text));
      return Optional.empty();
    }
    String name = file.toString();
    Optional<List<YamlNode>> documents = YamlText.read(name, text, problems);
    if (documents.isEmpty()) {
      return Optional.empty();
    }
    return source(file, documents.get(), text);
  }

  private Optional<Source> source(Path file, List<YamlNode> documents, String text) {
    Position start = new Position(file.toString(), 1, 1);
    YamlNode document = documents.isEmpty() ? YamlMap.empty(start) : documents.getFirst();
    if (documents.size() > 1) {
      problems.warning(
          documents.get(1).at(), "only the first document of a file is read", "split it");
    }
    Optional<FileKind> kind = FileKind.of(document);
    if (kind.filter(FileKind.TARGETS::equals).isPresent()) {
      problems.warning(start, "a list of targets is not read by itself", "use file_sd_configs");
    }
    if (kind.isEmpty()) {
      problems.error(start, "not a configuration: expected a mapping, found " + document.what());
    }
    return kind.map(k -> new Source(file, k, document, text));
  }

  private YamlMap join(List<Source> sources, LinkedFiles linked) {
    String first = sources.isEmpty() ? "" : sources.getFirst().file().toString();
    YamlMap joined = YamlMap.empty(new Position(first, 1, 1));
    Documents documents = new Documents(problems);
    List<YamlMap> implied = new ArrayList<>();
    for (Source source : sources) {
      if (source.document() instanceof YamlMap map) {
        Translated part = part(source, map, linked);
        joined = documents.merge(joined, part.said());
        implied.add(part.implied());
      }
    }
    for (YamlMap each : implied) {
      joined = documents.fill(joined, each);
    }
    return joined;
  }

  /** What a file adds to the document. */
  private Translated part(Source source, YamlMap map, LinkedFiles linked) {
    YamlMap none = YamlMap.empty(map.at());
    Translated nothing = new Translated(none, none);
    return switch (source.kind()) {
      case CONFIGURATION -> new Translated(map, none);
      case RULES -> {
        linked.addRules(source.file());
        yield nothing;
      }
      case SERVICES -> translated(map, linked, ServicesTranslation::read, nothing);
      case MONITORING -> translated(map, linked, MonitoringTranslation::read, nothing);
      case DASHBOARD -> {
        linked.addDashboard(new DashboardFile(source.file(), title(map), source.text()));
        yield nothing;
      }
      case TARGETS, ENVIRONMENT -> nothing;
    };
  }

  /** What a file of another program's form says, in our words. */
  private Translated translated(
      YamlMap map, LinkedFiles linked, Section.Reader<Translated> translation, Translated nothing) {
    return Section.read(map, linked.environment(), problems, translation).orElse(nothing);
  }

  private static String title(YamlMap map) {
    YamlMap dashboard = map.get("dashboard") instanceof YamlMap inner ? inner : map;
    return dashboard.get("title") instanceof YamlScalar title ? title.text() : "";
  }
}
