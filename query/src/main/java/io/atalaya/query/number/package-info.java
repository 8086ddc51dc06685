/** Sums that lose nothing to rounding. Knows numbers only. */
@NullMarked
package io.atalaya.query.number;

import org.jspecify.annotations.NullMarked;
