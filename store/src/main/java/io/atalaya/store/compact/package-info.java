/**
 * Keeps the number of blocks small and their age within bounds: which to write as one, and which to
 * drop. Knows when, not how: the bytes are {@link io.atalaya.store.block}'s.
 */
@NullMarked
package io.atalaya.store.compact;

import org.jspecify.annotations.NullMarked;
