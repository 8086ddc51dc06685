package io.atalaya.server.config;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.TemplateFile;
import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.route.TimeInterval;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.collect.alertmanager.AlertingConfig;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckPlan;
import io.atalaya.collect.host.HostConfig;
import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.collect.remote.RemoteWriteConfig;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.server.remoteread.RemoteReadConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of the top level, in the order in which one needs the other. */
final class ConfigurationReader {
  /** Where alerts go if nobody is named: shown, and told to nobody. */
  static final String NOBODY = "nobody";

  /** As in Prometheus: a star only in the last part, with nothing special before it. */
  private static final Regex FILE_PATTERN = Regex.compile("[^*]*(\\*[^/]*)?");

  private final LinkedFiles linked;
  private final ExpressionCheck expressions;

  /** Both meanings of the section {@code global}. */
  private record Globals(GlobalConfig prometheus, AlertmanagerGlobal alertmanager) {}

  ConfigurationReader(LinkedFiles linked, ExpressionCheck expressions) {
    this.linked = linked;
    this.expressions = expressions;
  }

  Configuration read(Section s) {
    Globals globals =
        s.sectionOrEmpty("global", ConfigurationReader::globals)
            .orElseThrow(() -> new IllegalArgumentException("global is not valid"));
    GlobalConfig global = globals.prometheus();
    List<ScrapeConfig> scrapes = scrapes(s, global);
    CheckPlan plan = new CheckReader().plan(s);
    ProbeConfig probes = BlackboxReader.read(s);
    @Nullable HostConfig host = s.section("host", HostReader::read).orElse(null);
    List<RuleGroup> rules = rules(s, global, impliedRules(plan.checks(), host));
    RoutingConfig routing = routing(s, globals.alertmanager());
    RoutingLabels.check(s, routing, rules, global.externalLabels());
    RemoteReader remote = new RemoteReader(global);
    AlertingConfig alerting =
        s.section("alerting", remote::alerting).orElseGet(AlertingConfig::none);
    List<RemoteWriteConfig> writes = s.sections("remote_write", remote::write);
    List<RemoteReadConfig> reads = s.sections("remote_read", remote::read);
    OtherKeys.read(s);
    OtlpSettings otlp = OtherKeys.otlp(s, global.scrape().names());
    return new Configuration(
        global,
        scrapes,
        plan,
        probes,
        host,
        rules,
        routing,
        alerting,
        writes,
        reads,
        s.sectionOrEmpty("storage", ServerReader::storage).orElse(StorageConfig.defaults()),
        s.sectionOrEmpty("web", ServerReader::web).orElse(WebConfig.defaults()),
        s.section("push", ServerReader::push).orElse(PushConfig.defaults()).withOtlp(otlp),
        s.sectionOrEmpty("logging", ServerReader::logging).orElse(LogOptions.DEFAULT),
        OtherKeys.tracing(s),
        linked.dashboards(),
        new StatusPageReader(plan.checks()).read(s),
        s.shown());
  }

  private static Globals globals(Section s) {
    return new Globals(GlobalReader.read(s), AlertmanagerGlobalReader.read(s));
  }

  private List<ScrapeConfig> scrapes(Section s, GlobalConfig global) {
    ScrapeReader reader = new ScrapeReader(global);
    Map<String, Position> jobs = new HashMap<>();
    Section.Reader<ScrapeConfig> once = job -> unique(job, reader.read(job), jobs);
    List<ScrapeConfig> scrapes = new ArrayList<>(s.sections("scrape_configs", once));
    for (Section.NamedFile file : linkedFiles(s, "scrape_config_files")) {
      for (Path path : linked.matching(file.path(), file.at())) {
        linked
            .read(path, other -> other.sections("scrape_configs", once))
            .ifPresent(scrapes::addAll);
      }
    }
    ExporterReader exporters = new ExporterReader(global);
    scrapes.addAll(s.sections("exporters", e -> unique(e, exporters.read(e), jobs)));
    return scrapes;
  }

  private static List<Section.NamedFile> linkedFiles(Section s, String key) {
    List<Section.NamedFile> files = s.files(key);
    for (Section.NamedFile file : files) {
      if (!FILE_PATTERN.matches(file.name())) {
        s.problems()
            .error(
                file.at(),
                "invalid file path \"" + file.name() + "\" in " + key,
                "only the last part of a path may hold *");
      }
    }
    return files;
  }

  private static ScrapeConfig unique(Section s, ScrapeConfig job, Map<String, Position> jobs) {
    Position first = jobs.putIfAbsent(job.jobName(), s.at());
    if (first != null) {
      s.problems()
          .error(
              s.has("job_name") ? s.at("job_name") : s.at(),
              "found multiple scrape configs with job name \"" + job.jobName() + "\"",
              "the first is at " + first);
    }
    return job;
  }

  private List<RuleGroup> rules(Section s, GlobalConfig global, Set<String> impliedRules) {
    RuleReader reader = new RuleReader(global, expressions);
    List<RuleGroup> groups = new ArrayList<>(reader.groups(s));
    for (Section.NamedFile file : linkedFiles(s, "rule_files")) {
      linked.matching(file.path(), file.at()).forEach(linked::addRules);
    }
    for (Path path : linked.ruleFiles()) {
      linked.read(path, reader::groups).ifPresent(groups::addAll);
    }
    List<String> chosen =
        s.parsedList("default_rules", name -> Section.chosen(name, BuiltInRules.names()));
    for (String name : s.has("default_rules") ? new LinkedHashSet<>(chosen) : impliedRules) {
      YamlMap document = BuiltInRules.document(name);
      Section.read(document, s.environment(), s.problems(), reader::groups)
          .ifPresent(groups::addAll);
    }
    return groups;
  }

  /**
   * Whoever watches something wants to be told when it fails, whatever rules of his own he has; if
   * not, he says {@code default_rules: []}.
   */
  private static Set<String> impliedRules(List<CheckConfig> checks, @Nullable HostConfig host) {
    Set<String> implied = new LinkedHashSet<>();
    if (!checks.isEmpty()) {
      implied.add(BuiltInRules.CHECKS);
    }
    if (host != null) {
      implied.add(BuiltInRules.HOST);
    }
    return implied;
  }

  private RoutingConfig routing(Section s, AlertmanagerGlobal global) {
    int errorsBefore = s.problems().errorCount();
    ReceiverReader reader = new ReceiverReader(global, expressions);
    List<Receiver> receivers = new ArrayList<>(s.sections("receivers", reader::read));
    List<TimeInterval> intervals = new ArrayList<>();
    intervals.addAll(s.sections("mute_time_intervals", RoutingReader::timeInterval));
    intervals.addAll(s.sections("time_intervals", RoutingReader::timeInterval));
    List<InhibitRule> inhibitRules = s.sections("inhibit_rules", RoutingReader::inhibitRule);
    List<TemplateFile> templates = templates(s);
    boolean routed = s.has("route");
    if (!routed && !receivers.isEmpty()) {
      s.problems().error(s.at("receivers"), "no route provided in config", "add route:");
    }
    RoutingReader routes = new RoutingReader(receivers, intervals);
    Route root = s.section("route", routes::route).orElseGet(() -> Route.to(NOBODY));
    if (!routed) {
      receivers.add(new Receiver(NOBODY, List.of()));
    }
    refuseNotBuilt(s, root, reader.notBuilt());
    if (s.problems().errorCount() > errorsBefore) {
      return nobody(global);
    }
    return s.inline(
            _ ->
                new RoutingConfig(
                    global.resolveTimeout(), root, inhibitRules, intervals, receivers, templates))
        .orElseGet(() -> nobody(global));
  }

  private static RoutingConfig nobody(AlertmanagerGlobal global) {
    return new RoutingConfig(
        global.resolveTimeout(),
        Route.to(NOBODY),
        List.of(),
        List.of(),
        List.of(new Receiver(NOBODY, List.of())),
        List.of());
  }

  /** A message that would silently go nowhere is worse than no start. */
  private static void refuseNotBuilt(Section s, Route route, Map<String, String> notBuilt) {
    String receiver = route.receiver();
    String key = receiver == null ? null : notBuilt.get(receiver);
    if (key != null) {
      s.problems()
          .error(
              s.at("route"),
              "a route uses the receiver \""
                  + receiver
                  + "\", whose "
                  + key
                  + " cannot deliver yet",
              "use another kind of receiver, or remove the route");
    }
    route.routes().forEach(child -> refuseNotBuilt(s, child, notBuilt));
  }

  private List<TemplateFile> templates(Section s) {
    List<TemplateFile> templates = new ArrayList<>();
    for (Section.NamedFile file : s.files("templates")) {
      for (Path path : linked.matching(file.path(), file.at())) {
        linked.text(path).ifPresent(text -> templates.add(new TemplateFile(path.toString(), text)));
      }
    }
    return templates;
  }
}
