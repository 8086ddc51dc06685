/**
 * PromQL over any {@link io.atalaya.model.SeriesSource}. {@link io.atalaya.query.Engine} is the way
 * in; a query goes from {@code parse} over {@code ast} and {@code plan} to {@code exec}. Knows no
 * HTTP and no files.
 */
@NullMarked
package io.atalaya.query;

import org.jspecify.annotations.NullMarked;
