/**
 * Tests of rules: promtool's unit-test files, run without a server. A test loads series that it
 * describes, evaluates rules on them from minute to minute, and compares alerts and query results
 * with what it expects.
 *
 * <p>Uses the configuration's readers for rule files, the rules of {@code alert.rule} and the
 * engine of {@code query}; knows nothing of the server's stages, clocks or network.
 */
@NullMarked
package io.atalaya.server.ruletest;

import org.jspecify.annotations.NullMarked;
