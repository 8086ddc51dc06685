/**
 * How punctually many targets are scraped, seen from the targets. Starts a server as its user
 * would, knows nothing of its insides, and so measures others as well.
 */
@NullMarked
package io.atalaya.bench.scrape;

import org.jspecify.annotations.NullMarked;
