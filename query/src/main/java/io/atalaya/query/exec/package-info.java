/**
 * Evaluates plans.
 *
 * <p>Every part of a plan becomes a {@link io.atalaya.query.exec.SeriesTable}: the labels of all
 * its series are known at once, their values are worked out series by series, each for all steps of
 * the query, when somebody reads them. So an aggregation holds its groups only, and what it
 * aggregates passes through one scratch {@link io.atalaya.query.exec.Column}:
 *
 * <pre>
 *   sum by (mode) (rate(cpu_seconds_total[5m]))
 *
 *   GroupState ─ one for each group, all steps; filled at once
 *    └ RangeFunctionTable ─ one column at a time; windows shared by all series of a target
 *       └ SeriesSet ─ one series at a time, decoded into scratch
 * </pre>
 *
 * Knows plans, functions and the series source; knows nothing of the syntax's text.
 */
@NullMarked
package io.atalaya.query.exec;

import org.jspecify.annotations.NullMarked;
