/**
 * A query made ready to run: constants of the query folded in, durations and {@code @} turned into
 * milliseconds, parentheses gone, and the parts that have the same value at every step marked.
 *
 * <p>A plan belongs to one start, end and step. Knows the syntax tree; knows nothing of how plans
 * are evaluated.
 */
@NullMarked
package io.atalaya.query.plan;

import org.jspecify.annotations.NullMarked;
