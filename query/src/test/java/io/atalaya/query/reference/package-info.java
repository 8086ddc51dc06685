/**
 * PromQL read as naively as possible: step by step, series by series, lists of samples. It shares
 * the parser and the model with the engine and nothing else, so that both are unlikely to be wrong
 * in the same way. With it go random data and random expressions, on which both must agree.
 *
 * <p>Not covered, and therefore never generated for it: {@code info}, {@code anchored} and {@code
 * smoothed}, trimming, {@code limit_ratio}, start times. Scripts in {@code promqltest} prove those.
 */
@NullMarked
package io.atalaya.query.reference;

import org.jspecify.annotations.NullMarked;
