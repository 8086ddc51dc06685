package io.atalaya.server.config;

import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.collect.alertmanager.AlertingConfig;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckPlan;
import io.atalaya.collect.host.HostConfig;
import io.atalaya.collect.remote.RemoteWriteConfig;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.tracing.TracingConfig;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.server.remoteread.RemoteReadConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was configured, in the words of the stages that use it. Never changes; a reload
 * makes another one.
 *
 * @param global what jobs and groups start from
 * @param scrapeConfigs scrape jobs, their names unique
 * @param plan checks, their names unique, and what must be known to judge them
 * @param probes what may be asked in the network, and modules of blackbox_exporter
 * @param host how this machine is read; null if it is not
 * @param ruleGroups rules of all files, ours included
 * @param routing who is told; nobody by default
 * @param alerting other Alertmanagers that are told as well
 * @param remoteWrites servers that samples are sent to
 * @param remoteReads servers that samples are read from
 * @param storage what is kept
 * @param web how the server shows itself
 * @param push what other systems may send here
 * @param logging what it writes about itself
 * @param tracing where it tells what it does; null if nowhere
 * @param dashboards Grafana dashboards to show
 * @param statusPages pages for the public
 * @param shown what was read, defaults included and secrets hidden; see {@link ConfigPrinter}
 */
public record Configuration(
    GlobalConfig global,
    List<ScrapeConfig> scrapeConfigs,
    CheckPlan plan,
    ProbeConfig probes,
    @Nullable HostConfig host,
    List<RuleGroup> ruleGroups,
    RoutingConfig routing,
    AlertingConfig alerting,
    List<RemoteWriteConfig> remoteWrites,
    List<RemoteReadConfig> remoteReads,
    StorageConfig storage,
    WebConfig web,
    PushConfig push,
    LogOptions logging,
    @Nullable TracingConfig tracing,
    List<DashboardFile> dashboards,
    List<StatusPageConfig> statusPages,
    YamlMap shown) {
  public Configuration {
    scrapeConfigs = List.copyOf(scrapeConfigs);
    ruleGroups = List.copyOf(ruleGroups);
    remoteWrites = List.copyOf(remoteWrites);
    remoteReads = List.copyOf(remoteReads);
    dashboards = List.copyOf(dashboards);
    statusPages = List.copyOf(statusPages);
  }

  public List<CheckConfig> checks() {
    return plan.checks();
  }

  /** This configuration with what the command line may say too. */
  public Configuration withWebFile(WebFile file) {
    return with(storage, web.withFile(file), push, logging);
  }

  public Configuration with(
      StorageConfig newStorage, WebConfig newWeb, PushConfig newPush, LogOptions newLogging) {
    return new Configuration(
        global,
        scrapeConfigs,
        plan,
        probes,
        host,
        ruleGroups,
        routing,
        alerting,
        remoteWrites,
        remoteReads,
        newStorage,
        newWeb,
        newPush,
        newLogging,
        tracing,
        dashboards,
        statusPages,
        shown);
  }
}
