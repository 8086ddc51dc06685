/**
 * Rules over what was measured in the past: where the measurements come from, the thresholds that
 * are tried, and what is told of the result.
 *
 * <p>How rules are evaluated and alerts routed is the matter of {@code alert.simulate}; this
 * package must not decide it again.
 */
@NullMarked
package io.atalaya.server.backtest;

import org.jspecify.annotations.NullMarked;
