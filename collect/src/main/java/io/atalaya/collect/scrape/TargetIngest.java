package io.atalaya.collect.scrape;

import io.atalaya.collect.scrape.ExpositionParser.MetricType;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SinkUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns bodies of one target into batches of samples, and remembers between two scrapes what is
 * needed for that: which bytes stand for which series, and which series were there last time.
 *
 * <p>A series that was in one scrape and is not in the next gets a staleness marker at the time of
 * the latter; after a failed scrape all do. Series that bring timestamps of their own get none,
 * unless the job asks for it. For one thread at a time.
 */
final class TargetIngest {
  /** In place of a type: the line tells something else. */
  private static final int TELLS_NO_TYPE = -1;

  private final SampleGroup group;
  private final ScrapeCounters counters;
  private final SampleBatch batch = new SampleBatch(0);
  private final SeriesCache cache = new SeriesCache();

  /** Lines about families; in place of a reference, the number of the type that a line tells. */
  private final SeriesCache familyLines = new SeriesCache();

  private final FamilyMetadata metadata = new FamilyMetadata();
  private final UntimedExemplars untimed = new UntimedExemplars();
  private final Map<String, Long> reportRefs = new HashMap<>();
  private ScrapeConfig config;
  private SampleLabels labels;
  private HistogramOptions histograms;
  private ClassicHistograms classic;
  private RefSet previous = new RefSet();
  private RefSet current = new RefSet();

  /**
   * What a body held.
   *
   * @param scraped samples in it
   * @param kept samples after relabelling
   * @param added series that were not in the scrape before
   * @param error why it cannot be taken; null if it can
   */
  record Counts(int scraped, int kept, int added, @Nullable String error) {
    static final Counts NONE = new Counts(0, 0, 0, null);
  }

  TargetIngest(SampleGroup group, Target target, ScrapeConfig config, ScrapeCounters counters) {
    this.group = group;
    this.config = config;
    this.labels = new SampleLabels(target.labels(), config);
    this.counters = counters;
    this.histograms = target.histograms();
    this.classic = new ClassicHistograms(histograms);
  }

  /** What the target says about its families. */
  List<SampleBatch.Metadata> families() {
    return metadata.families();
  }

  /** Goes on with another configuration of the same target. */
  void configure(Target target, ScrapeConfig changed) {
    config = changed;
    labels = new SampleLabels(target.labels(), changed);
    histograms = target.histograms();
    classic = new ClassicHistograms(histograms);
    cache.clear();
    reportRefs.clear();
  }

  /** Begins the batch of one scrape. */
  void begin(long atMillis) {
    batch.reset(atMillis);
    current.clear();
  }

  /** Adds the samples of a body; if it is faulty, none of them. */
  Counts take(Fetcher.Body body) {
    cache.begin();
    familyLines.begin();
    untimed.begin();
    Walk walk = new Walk(body);
    String error;
    try {
      walk.run();
      error = walk.limitError();
      if (error != null) {
        counters.tooManySamples.increment();
      }
    } catch (ExpositionException e) {
      if (e instanceof LabelLimitException) {
        counters.overLabelLimits.increment();
      }
      error = String.valueOf(e.getMessage());
    }
    if (error != null) {
      batch.reset(batch.timestampMillis());
      current.clear();
      untimed.abandon();
    }
    if (error != null || body.length() == 0) {
      cache.abandon();
    }
    metadata.tell(batch);
    return new Counts(walk.scraped, walk.kept, walk.added, error);
  }

  /** One pass over a body. */
  private final class Walk implements Intake {
    private final Fetcher.Body body;
    private int scraped;
    private int kept;
    private int added;

    Walk(Fetcher.Body body) {
      this.body = body;
    }

    void run() throws ExpositionException {
      @Nullable ScrapeProtocol fallback = config.request().fallback();
      if (body.length() > 0 && Exposition.isProtobuf(body.contentType(), fallback)) {
        new ProtoWalk(body.bytes(), body.length(), histograms, this).run();
      } else {
        run(Exposition.parser(body.bytes(), body.length(), body.contentType(), fallback));
      }
    }

    private void run(ExpositionParser parser) throws ExpositionException {
      classic.begin();
      boolean more = true;
      while (more) {
        more = takeExpected(parser) || takeNext(parser);
      }
      classic.complete(this);
    }

    /**
     * Takes what followed here the last time, if it does so again: then only a value is read.
     *
     * @return whether it does
     */
    private boolean takeExpected(ExpositionParser parser) throws ExpositionException {
      int series = cache.expectedAt(body.bytes(), parser.position, body.length());
      if (series != SeriesCache.UNKNOWN && isUsable(series)) {
        parser.resume(cache.length(series));
        sample(parser, series);
        return true;
      }
      if (classic.converts()) {
        return false;
      }
      int line = familyLines.expectedLineAt(body.bytes(), parser.position, body.length());
      if (line == SeriesCache.UNKNOWN) {
        return false;
      }
      parser.skipLine(familyLines.length(line), typeToldBy(line));
      familyLines.see(line);
      return true;
    }

    /**
     * Takes what is next, whatever it is.
     *
     * @return false at the end
     */
    private boolean takeNext(ExpositionParser parser) throws ExpositionException {
      ExpositionParser.Entry entry = parser.next();
      switch (entry) {
        case SERIES -> sample(parser, entryOf(parser));
        case TYPE, HELP, UNIT -> family(entry, parser);
        case COMMENT -> classic.complete(this);
        case END -> {
          return false;
        }
      }
      return true;
    }

    private @Nullable MetricType typeToldBy(int line) {
      int type = (int) familyLines.ref(line);
      return type == TELLS_NO_TYPE ? null : MetricType.ALL.get(type);
    }

    /** Whether an entry serves without a look at the labels of its line. */
    private boolean isUsable(int entry) {
      return cache.ref(entry) != SeriesCache.NOT_REGISTERED || classic.takes(cache.part(entry));
    }

    private int entryOf(ExpositionParser parser) throws ExpositionException {
      int known = cache.find(body.bytes(), parser.entryStart, parser.seriesEnd);
      if (known == SeriesCache.UNKNOWN) {
        return learn(parser);
      }
      if (!isUsable(known)) {
        cache.refer(known, refOf(parser.labelPairs()));
      }
      return known;
    }

    private int learn(ExpositionParser parser) throws ExpositionException {
      String[] pairs = parser.labelPairs();
      @Nullable ClassicPart part = classic.converts() ? ClassicPart.of(pairs) : null;
      boolean needless = !classic.keepsSeries() && classic.takes(part);
      long ref = needless ? SeriesCache.NOT_REGISTERED : refOf(pairs);
      int entry = cache.add(body.bytes(), parser.entryStart, parser.seriesEnd, ref);
      if (part != null) {
        cache.part(entry, part);
      }
      return entry;
    }

    private long refOf(String[] exposed) throws ExpositionException {
      try {
        Labels series = labels.of(exposed);
        return series == null ? SeriesCache.DROPPED : register(series);
      } catch (ExpositionException e) {
        // The sample itself could be read.
        scraped++;
        throw e;
      }
    }

    private void sample(ExpositionParser parser, int entry) throws ExpositionException {
      ClassicPart part = cache.part(entry);
      if (part != null && classic.takes(part)) {
        convert(parser, entry, part);
        return;
      }
      classic.complete(this);
      long ref = see(entry);
      if (ref == SeriesCache.DROPPED) {
        return;
      }
      long ownTime = ownTime(parser);
      add(ref, ownTime, parser.value);
      if (parser.hasExemplar) {
        add(parser.exemplar(ref, NO_TIME), atMillis(ownTime));
      }
    }

    private static long ownTime(ExpositionParser parser) {
      return parser.hasTimestamp ? parser.timestampMillis : NO_TIME;
    }

    /** Makes a series a part of its histogram, to which its exemplars belong then. */
    private void convert(ExpositionParser parser, int entry, ClassicPart part)
        throws ExpositionException {
      classic.take(part, parser.value, ownTime(parser), this);
      if (parser.hasExemplar) {
        classic.take(parser.exemplar(SeriesCache.DROPPED, NO_TIME));
      }
      if (!classic.keepsSeries()) {
        cache.see(entry);
        return;
      }
      long ref = see(entry);
      if (ref != SeriesCache.DROPPED) {
        add(ref, ownTime(parser), parser.value);
      }
    }

    @Override
    public long series(byte[] key, int length, Pairs pairs) throws ExpositionException {
      int known = cache.find(key, 0, length);
      return see(
          known == SeriesCache.UNKNOWN ? cache.add(key, 0, length, refOf(pairs.get())) : known);
    }

    /** Counts a sample; gives the reference of its series, or DROPPED if nothing is to be added. */
    private long see(int entry) {
      scraped++;
      boolean fresh = cache.see(entry);
      long ref = cache.ref(entry);
      if (ref == SeriesCache.DROPPED) {
        return ref;
      }
      added += fresh ? 1 : 0;
      kept++;
      return limitError() == null ? ref : SeriesCache.DROPPED;
    }

    @Override
    public void add(long ref, long timeMillis, double value) {
      batch.add(ref, atMillis(timeMillis), value);
      track(ref, timeMillis);
    }

    @Override
    public void add(long ref, long timeMillis, Histogram histogram) {
      batch.add(ref, atMillis(timeMillis), histogram);
      track(ref, timeMillis);
    }

    private boolean counts(long ownTime) {
      return ownTime != NO_TIME && config.honor().timestamps();
    }

    private long atMillis(long ownTime) {
      return counts(ownTime) ? ownTime : batch.timestampMillis();
    }

    private void track(long ref, long ownTime) {
      if (!counts(ownTime) || config.honor().trackTimestampsStaleness()) {
        current.add(ref);
      }
    }

    @Override
    public void startedAt(long millis) {
      batch.startedAt(millis);
    }

    @Override
    public void exemplar(long ref, Labels exemplarLabels, double value, long timeMillis) {
      add(
          new SampleBatch.Exemplar(ref, exemplarLabels, value, timeMillis),
          batch.timestampMillis());
    }

    private void add(SampleBatch.Exemplar told, long otherwiseMillis) {
      SampleBatch.Exemplar exemplar = untimed.timed(told, otherwiseMillis);
      if (exemplar != null) {
        batch.add(exemplar);
      }
    }

    @Override
    public void contradictoryHistogram() {
      counters.contradictoryHistograms.increment();
    }

    @Override
    public void family(String name, String type, String unit, String help) {
      metadata.take(new SampleBatch.Metadata(name, type, unit, help));
    }

    private void family(ExpositionParser.Entry entry, ExpositionParser parser)
        throws ExpositionException {
      classic.complete(this);
      if (classic.converts() && entry == ExpositionParser.Entry.TYPE) {
        boolean isHistogram = parser.type == MetricType.HISTOGRAM;
        classic.family(isHistogram ? parser.name() : "");
      }
      int from = parser.entryStart;
      // The last line may lack its end, over which the parser has gone all the same.
      int to = Math.min(parser.position, body.length());
      int known = familyLines.find(body.bytes(), from, to);
      if (known == SeriesCache.UNKNOWN) {
        boolean isType = entry == ExpositionParser.Entry.TYPE;
        long type = isType ? MetricType.ALL.indexOf(parser.type) : TELLS_NO_TYPE;
        known = familyLines.add(body.bytes(), from, to, type);
      }
      boolean fresh = familyLines.see(known);
      if (fresh) {
        metadata.take(entry, parser);
      }
    }

    private @Nullable String limitError() {
      int limit = config.limits().samples();
      return limit > 0 && kept > limit ? "sample limit exceeded" : null;
    }
  }

  /** The reference of a series; one that is refused by a limit counts as dropped. */
  private long register(Labels series) {
    try {
      return group.register(series);
    } catch (SeriesLimitException e) {
      counters.refusedSeries.increment();
      return SeriesCache.DROPPED;
    }
  }

  /** Adds markers for all series that were there last time and are not in this batch. */
  void markVanished() {
    previous.forEachMissingIn(current, ref -> batch.add(ref, SampleValue.STALE));
    RefSet swapped = previous;
    previous = current;
    current = swapped;
  }

  /** Adds a sample about the target itself. */
  void report(String metric, double value) {
    long ref = reportRefs.computeIfAbsent(metric, name -> register(labels.ofReport(name)));
    if (ref != SampleGroup.NO_SERIES) {
      batch.add(ref, value);
    }
  }

  /** Adds markers for everything that was reported about the target itself. */
  void markReportsStale() {
    for (long ref : reportRefs.values()) {
      if (ref != SampleGroup.NO_SERIES) {
        batch.add(ref, SampleValue.STALE);
      }
    }
  }

  /**
   * Hands the batch to the store.
   *
   * @return whether the store still knows all series; if not, everything must be registered anew
   */
  boolean commit() {
    SampleGroup.Appended appended;
    try {
      appended = group.append(batch);
    } catch (SinkUnavailableException e) {
      untimed.abandon();
      throw e;
    }
    counters.samples.add(appended.appended());
    counters.outOfOrder.add(appended.outOfOrder());
    counters.duplicates.add(appended.duplicate());
    counters.outOfBounds.add(appended.tooFarAhead());
    return appended.unknownSeries() == 0;
  }

  /** Forgets all references, which the store no longer knows. */
  void forgetReferences() {
    cache.clear();
    reportRefs.clear();
    previous.clear();
  }

  /** Samples in the batch that was begun last. */
  int size() {
    return batch.size();
  }

  /** Series whose bytes are remembered, seen in the last scrape or before. */
  int rememberedSeries() {
    return cache.size();
  }

  void close() {
    group.close();
  }

  /** Opens the column of a target. */
  static SampleGroup open(SampleSink sink, Target target) {
    return sink.open(SampleSink.DEFAULT_TENANT, "scrape " + target.key());
  }
}
