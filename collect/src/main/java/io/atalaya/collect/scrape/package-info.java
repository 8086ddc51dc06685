/**
 * Scraping: fetches expositions from targets on schedule, parses them and hands the samples on.
 *
 * <p>Owns what a target is, when it is asked, the text formats it may answer in, staleness and the
 * synthetic series ({@code up}, {@code scrape_*}). Must not know where targets come from ({@link
 * io.atalaya.collect.discover}) nor how samples are stored.
 */
@NullMarked
package io.atalaya.collect.scrape;

import org.jspecify.annotations.NullMarked;
