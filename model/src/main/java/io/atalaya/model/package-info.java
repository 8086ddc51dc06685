/**
 * The words every stage shares, and the ports through which the stages meet.
 *
 * <p>Values: {@link io.atalaya.model.Labels}, {@link io.atalaya.model.Matcher}, {@link
 * io.atalaya.model.Histogram}, {@link io.atalaya.model.PromDuration}, {@link
 * io.atalaya.model.Secret}.
 *
 * <p>Ports, in the order of the flow: {@link io.atalaya.model.SampleSink} (collect to store),
 * {@link io.atalaya.model.SeriesSource} (store to query), {@link io.atalaya.model.Evaluator} (query
 * to rules), {@link io.atalaya.model.AlertSink} (rules to routing), {@link
 * io.atalaya.model.Notifier} (routing to receivers), {@link io.atalaya.model.DecisionSink} (every
 * step to explanations).
 *
 * <p>Knows the JDK only; imports nothing of ours and no third-party code.
 */
@NullMarked
package io.atalaya.model;

import org.jspecify.annotations.NullMarked;
