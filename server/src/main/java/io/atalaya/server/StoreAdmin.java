package io.atalaya.server;

import io.atalaya.model.Matcher;
import io.atalaya.model.SampleSink;
import io.atalaya.server.api.prometheus.StorageAdmin;
import io.atalaya.store.Tsdb;
import io.atalaya.store.head.HeadStatistics;
import io.atalaya.store.index.Cardinality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store as the API sees it: what may be done to it, and what it tells of itself. */
final class StoreAdmin implements StorageAdmin {
  private static final Logger log = LoggerFactory.getLogger(StoreAdmin.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Tsdb store;
  private final Path snapshots;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final BooleanSupplier allowed;

  /**
   * The store of a data directory.
   *
   * @param allowed whether the operator lets it be changed over HTTP
   */
  StoreAdmin(
      Tsdb store,
      Path dataDirectory,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier allowed) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.allowed = allowed;
    snapshots = dataDirectory.resolve("snapshots");
  }

  @Override
  public boolean allowed() {
    return allowed.getAsBoolean();
  }

  @Override
  public void deleteSeries(List<Matcher> matchers, long fromMillis, long toMillis)
      throws IOException {
    store.delete(SampleSink.DEFAULT_TENANT, matchers, fromMillis, toMillis);
    log.info("samples of {} from {} to {} were deleted", matchers, fromMillis, toMillis);
  }

  @Override
  public void cleanTombstones() throws IOException {
    store.cleanTombstones();
  }

  @Override
  public String snapshot(boolean withHead) throws IOException {
    String suffix = String.format("%016x", random.nextLong() & Long.MAX_VALUE);
    String name = NAME.format(clock.instant()) + "-" + suffix;
    store.snapshot(snapshots.resolve(name), withHead);
    log.info("snapshot made: {}", snapshots.resolve(name));
    return name;
  }

  @Override
  public Statistics statistics(int limit) {
    HeadStatistics head = store.headStatistics(SampleSink.DEFAULT_TENANT, limit);
    Cardinality cardinality = head.cardinality();
    return new Statistics(
        head.series(),
        cardinality.labelPairs(),
        head.chunks(),
        head.firstMillis(),
        head.lastMillis(),
        counts(cardinality.seriesPerMetric()),
        counts(cardinality.valuesPerLabel()),
        counts(cardinality.bytesPerLabel()),
        counts(cardinality.seriesPerPair()));
  }

  private static List<Count> counts(List<Cardinality.Count> counts) {
    return counts.stream().map(c -> new Count(c.name(), c.count())).toList();
  }

  @Override
  public List<Block> blocks() {
    return store.blocks().stream()
        .map(
            b ->
                new Block(
                    b.id(), b.fromMillis(), b.toMillis(), b.samples(), b.series(), b.chunks()))
        .toList();
  }

  @Override
  public int replayedSegments() {
    return store.replayReport().segments();
  }
}
