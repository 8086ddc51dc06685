package io.atalaya.query.exec;

import java.util.concurrent.Executor;

/**
 * What an evaluation is told besides the plan.
 *
 * @param tenant whose series
 * @param lookbackMillis how long a sample counts if no newer one comes
 * @param subqueryStepMillis distance of the steps of a subquery that names none
 * @param maxSamples how many samples may be held at once
 * @param delayedNameRemoval whether names are dropped at the end of the query only
 * @param typeAndUnitLabels whether {@code __type__} tells what a counter is
 * @param useStartTimestamps whether start times of counters count as resets
 * @param helpers runs what helps the thread of the query
 * @param mostHelpers how many may help at once
 */
public record Settings(
    String tenant,
    long lookbackMillis,
    long subqueryStepMillis,
    long maxSamples,
    boolean delayedNameRemoval,
    boolean typeAndUnitLabels,
    boolean useStartTimestamps,
    Executor helpers,
    int mostHelpers) {}
