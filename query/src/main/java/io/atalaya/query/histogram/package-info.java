/**
 * Arithmetic on native histograms: sums, differences and products over all layouts of buckets,
 * quantiles and fractions, counter resets. Knows {@link io.atalaya.model.Histogram} only.
 */
@NullMarked
package io.atalaya.query.histogram;

import org.jspecify.annotations.NullMarked;
