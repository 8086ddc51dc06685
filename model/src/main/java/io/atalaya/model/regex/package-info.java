/**
 * Regular expressions in RE2's syntax, matched in linear time.
 *
 * <p>Owned here because labels are matched in the store, in queries, in relabelling and in alert
 * routing. Knows nothing else of ours.
 */
@NullMarked
package io.atalaya.model.regex;

import org.jspecify.annotations.NullMarked;
