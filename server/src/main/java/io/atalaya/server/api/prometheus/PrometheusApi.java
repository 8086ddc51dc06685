package io.atalaya.server.api.prometheus;

import io.atalaya.server.http.Routes;
import java.time.InstantSource;

/** All of {@code /api/v1}, put together. */
public final class PrometheusApi {
  private final QueryEndpoints queries;
  private final ExemplarEndpoint exemplars;
  private final SeriesEndpoints series;
  private final MetadataEndpoints metadata;
  private final TargetEndpoints targets;
  private final ScrapePoolEndpoints pools;
  private final RuleEndpoints rules;
  private final SearchEndpoints search;
  private final StatusEndpoints status;
  private final NotificationEndpoints notifications;
  private final OpenApiEndpoint description;

  public PrometheusApi(
      ApiSources sources,
      ServerFacts facts,
      SearchOptions search,
      ServerNotices notices,
      InstantSource clock) {
    this.queries = new QueryEndpoints(sources.queries(), clock);
    this.exemplars = new ExemplarEndpoint(sources.queries(), sources.exemplars());
    this.series = new SeriesEndpoints(sources.series(), sources.queries());
    this.metadata =
        new MetadataEndpoints(sources.metadata(), sources.targetMetadata(), sources.queries());
    this.targets = new TargetEndpoints(sources.targets(), sources.alertmanagers(), facts);
    this.pools = new ScrapePoolEndpoints(sources.pools());
    this.rules = new RuleEndpoints(sources.rules(), sources.queries());
    this.search =
        new SearchEndpoints(sources.series(), sources.metadata(), sources.queries(), search, clock);
    this.status = new StatusEndpoints(facts);
    this.notifications = new NotificationEndpoints(notices);
    this.description = new OpenApiEndpoint(facts);
  }

  public void addTo(Routes routes) {
    queries.addTo(routes);
    exemplars.addTo(routes);
    series.addTo(routes);
    metadata.addTo(routes);
    targets.addTo(routes);
    pools.addTo(routes);
    rules.addTo(routes);
    search.addTo(routes);
    status.addTo(routes);
    notifications.addTo(routes);
    description.addTo(routes);
  }
}
