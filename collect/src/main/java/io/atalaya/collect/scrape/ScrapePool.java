package io.atalaya.collect.scrape;

import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.Ticker;
import io.atalaya.model.Labels;
import io.atalaya.model.relabel.Relabeling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The targets of one job. Calls are not made at the same time. */
final class ScrapePool {
  private static final Logger log = LoggerFactory.getLogger(ScrapePool.class);

  private final BiFunction<Target, ScrapeConfig, TargetLoop> loops;
  private final ScrapeTimes times;
  private final Ticker ticker;
  private ScrapeConfig config;
  private volatile Map<String, TargetLoop> active = Map.of();
  private volatile List<Labels> dropped = List.of();
  private volatile int droppedCount;

  ScrapePool(
      ScrapeConfig config,
      BiFunction<Target, ScrapeConfig, TargetLoop> loops,
      ScrapeTimes times,
      Ticker ticker) {
    this.times = times;
    this.ticker = ticker;
    this.config = config;
    this.loops = loops;
  }

  /** Goes on with another configuration; targets change with the next {@link #sync}. */
  void configure(ScrapeConfig changed) {
    config = changed;
  }

  /** Starts, keeps and stops loops so that exactly these groups' targets are scraped. */
  void sync(List<TargetGroup> groups, boolean configChanged) {
    long begin = ticker.nanos();
    int faulty = 0;
    Map<String, Target> wanted = new LinkedHashMap<>();
    List<Labels> nowDropped = new ArrayList<>();
    Relabeling relabeling = Relabeling.of(config.relabelRules());
    for (TargetGroup group : groups) {
      for (Labels own : group.targets()) {
        switch (Target.of(config, relabeling, own, group.labels())) {
          case Target.Outcome.Kept(Target target) -> wanted.putIfAbsent(target.key(), target);
          case Target.Outcome.Dropped(Labels discovered) -> nowDropped.add(discovered);
          case Target.Outcome.Faulty(Labels discovered, String reason) -> {
            faulty++;
            log.error("Job {}: target {} left out: {}", config.jobName(), discovered, reason);
          }
        }
      }
    }
    remember(nowDropped);
    replace(wanted, overLimit(wanted.size()), configChanged);
    int limit = config.limits().targets();
    times.synced(config.jobName(), ticker.nanos() - begin, faulty, limit);
  }

  private void remember(List<Labels> nowDropped) {
    int limit = config.limits().keepDroppedTargets();
    droppedCount = nowDropped.size();
    dropped =
        limit > 0 && nowDropped.size() > limit
            ? List.copyOf(nowDropped.subList(0, limit))
            : nowDropped;
  }

  /** Why none of so many targets is scraped; empty if they are. */
  private String overLimit(int targets) {
    int limit = config.limits().targets();
    if (limit == 0 || targets <= limit) {
      return "";
    }
    times.overTargetLimit(config.jobName());
    String fault =
        "target_limit exceeded (number of targets: %d, limit: %d)".formatted(targets, limit);
    log.error("Job {}: {}; none is scraped", config.jobName(), fault);
    return fault;
  }

  private void replace(Map<String, Target> wanted, String fault, boolean configChanged) {
    Map<String, TargetLoop> before = active;
    Map<String, TargetLoop> after = new LinkedHashMap<>();
    wanted.forEach(
        (key, target) -> {
          TargetLoop kept = before.get(key);
          if (kept == null) {
            after.put(key, loops.apply(target, config));
          } else {
            after.put(key, kept);
            kept.update(target, config, configChanged);
          }
        });
    after.values().forEach(loop -> loop.hold(fault));
    active = after;
    List<TargetLoop> gone =
        before.entrySet().stream()
            .filter(entry -> !after.containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    end(gone);
    after.forEach(
        (key, loop) -> {
          if (!before.containsKey(key)) {
            loop.start();
          }
        });
  }

  /** Ends loops, all at the same time. */
  private static void end(Collection<TargetLoop> loops) {
    loops.forEach(TargetLoop::signalStop);
    loops.forEach(TargetLoop::finishStop);
  }

  void stop() {
    end(active.values());
    active = Map.of();
  }

  List<TargetStatus> statuses() {
    return active.values().stream().map(TargetLoop::status).toList();
  }

  List<TargetMetadata> metadata() {
    return active.values().stream().map(TargetLoop::metadata).toList();
  }

  List<Labels> dropped() {
    return dropped;
  }

  int droppedCount() {
    return droppedCount;
  }
}
