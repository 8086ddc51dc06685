package io.atalaya.server.api.remote;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Remote read and federation, put together. */
public final class RemoteApi {
  private final ReadEndpoint read;
  private final FederateEndpoint federate;

  /**
   * @param selectors reads {@code match[]}; throws QueryException if it is none
   * @param externalLabels added to what leaves
   * @param lookback how old the newest sample of a federated series may be
   * @param limits of remote read
   */
  public RemoteApi(
      SeriesSource source,
      Function<String, List<Matcher>> selectors,
      Supplier<Labels> externalLabels,
      Duration lookback,
      ReadLimits limits,
      InstantSource clock) {
    read = new ReadEndpoint(source, externalLabels, limits);
    federate = new FederateEndpoint(source, selectors, externalLabels, lookback, clock);
  }

  public void addTo(Routes routes) {
    routes.post("/api/v1/read", read::handle);
    routes.get("/federate", federate::handle);
  }
}
