/**
 * Prometheus' relabelling: rules that choose, rename and rewrite labels of targets, samples and
 * alerts. {@link io.atalaya.model.relabel.RelabelRule} is one rule as configured, {@link
 * io.atalaya.model.relabel.Relabeling} a list of them ready to run.
 *
 * <p>Knows labels and regular expressions only; what the labels stand for is its callers' business.
 */
@NullMarked
package io.atalaya.model.relabel;

import org.jspecify.annotations.NullMarked;
