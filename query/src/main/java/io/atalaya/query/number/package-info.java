/** Sums without rounding errors, and numbers written the way Go writes them. */
@NullMarked
package io.atalaya.query.number;

import org.jspecify.annotations.NullMarked;
