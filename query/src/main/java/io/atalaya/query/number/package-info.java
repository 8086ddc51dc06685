/**
 * Numbers as Prometheus has them, to the last bit: elementary functions with the results of Go's
 * library on x86-64, where those of Java may end in another digit, and sums without rounding
 * errors. Knows nothing of samples.
 */
@NullMarked
package io.atalaya.query.number;

import org.jspecify.annotations.NullMarked;
