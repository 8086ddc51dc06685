/**
 * What PromQL's functions compute, family by family, each found by its name in a table.
 *
 * <ul>
 *   <li>{@link io.atalaya.query.function.RangeFunctions}: the samples of one series in one window
 *       give one sample ({@code rate}, {@code avg_over_time}, …)
 *   <li>{@link io.atalaya.query.function.ElementFunctions}: one sample gives one number ({@code
 *       abs}, {@code hour}, {@code histogram_count}, …)
 * </ul>
 *
 * Functions of whole vectors ({@code sort}, {@code absent}, {@code label_replace}, …) belong to the
 * evaluation. Knows samples and annotations; knows neither plans nor series sources.
 */
@NullMarked
package io.atalaya.query.function;

import org.jspecify.annotations.NullMarked;
