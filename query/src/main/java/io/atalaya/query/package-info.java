/** PromQL over any {@link io.atalaya.model.SeriesSource}. Knows no HTTP and no files. */
@NullMarked
package io.atalaya.query;

import org.jspecify.annotations.NullMarked;
