package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.Routes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** All of {@code /api/v1}, put together. */
public final class PrometheusApi {
  private final QueryEndpoints queries;
  private final SeriesEndpoints series;
  private final MetadataEndpoint metadata;
  private final TargetEndpoints targets;
  private final RuleEndpoints rules;
  private final StatusEndpoints status;

  public PrometheusApi(
      Queries queries,
      SeriesSource series,
      Supplier<List<Metadata>> metadata,
      Supplier<Targets> targets,
      Supplier<List<GroupStatus>> rules,
      ServerFacts facts,
      InstantSource clock) {
    this.queries = new QueryEndpoints(queries, clock);
    this.series = new SeriesEndpoints(series, queries);
    this.metadata = new MetadataEndpoint(metadata);
    this.targets = new TargetEndpoints(targets);
    this.rules = new RuleEndpoints(rules);
    this.status = new StatusEndpoints(facts);
  }

  public void addTo(Routes routes) {
    queries.addTo(routes);
    series.addTo(routes);
    metadata.addTo(routes);
    targets.addTo(routes);
    rules.addTo(routes);
    status.addTo(routes);
  }
}
