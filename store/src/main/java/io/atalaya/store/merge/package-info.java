/**
 * Several sets of series read as one: blocks with each other, blocks with the head. Knows samples
 * and labels, not where they come from.
 */
@NullMarked
package io.atalaya.store.merge;

import org.jspecify.annotations.NullMarked;
