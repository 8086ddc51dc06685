package io.atalaya.server;

import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.server.api.prometheus.ScrapePools;
import io.atalaya.server.config.ConfigPrinter;
import io.atalaya.server.config.Configuration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The scrape jobs of the running configuration. */
record ConfiguredPools(Supplier<Configuration> configuration) implements ScrapePools {
  @Override
  public Optional<String> yaml(String pool) {
    return ConfigPrinter.printJob(configuration.get(), pool);
  }

  @Override
  public Optional<List<RelabelRule>> relabelRules(String pool) {
    return configuration.get().scrapeConfigs().stream()
        .filter(job -> job.jobName().equals(pool))
        .map(job -> job.relabelRules())
        .findFirst();
  }
}
