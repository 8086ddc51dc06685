/**
 * Recording and alerting rules with the semantics of Prometheus: groups that are evaluated in turn,
 * alerts that become pending, fire and are resolved, and the series and records that tell of it.
 *
 * <p>Knows the ports {@link io.atalaya.model.Evaluator}, {@link io.atalaya.model.SampleSink} and
 * {@link io.atalaya.model.AlertSink}; must not know what routing does with an alert, nor in which
 * file format rules are written.
 */
@NullMarked
package io.atalaya.alert.rule;

import org.jspecify.annotations.NullMarked;
