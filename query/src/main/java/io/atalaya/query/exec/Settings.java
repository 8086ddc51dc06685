package io.atalaya.query.exec;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation is told besides the plan.
 *
 * @param tenant whose series
 * @param lookbackMillis how long a sample counts if no newer one comes
 * @param subqueryStepMillis distance of the steps of a subquery that names none
 * @param maxSamples how many samples may be held at once
 * @param maxBytes how many bytes they and what is known of series may take
 * @param delayedNameRemoval whether names are dropped at the end of the query only
 * @param typeAndUnitLabels whether {@code __type__} tells what a counter is
 * @param useStartTimestamps whether start times of counters count as resets
 * @param helpers runs what helps the thread of the query
 * @param mostHelpers how many may help at once
 * @param shards where the series live that are not here, or null if all are here
 * @param shard which part of the series that are here is meant, 0 … {@code shardCount − 1}
 * @param shardCount number of parts
 * @param stepCounts counts samples by step, or null if nobody wants to know
 * @param profile notes what each node takes, or null if nobody wants to know
 */
public record Settings(
    String tenant,
    long lookbackMillis,
    long subqueryStepMillis,
    long maxSamples,
    long maxBytes,
    boolean delayedNameRemoval,
    boolean typeAndUnitLabels,
    boolean useStartTimestamps,
    Executor helpers,
    int mostHelpers,
    @Nullable Shards shards,
    int shard,
    int shardCount,
    @Nullable Profile profile,
    @Nullable StepCounts stepCounts) {}
