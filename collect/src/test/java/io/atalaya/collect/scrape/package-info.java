/** Scrapes against real servers on loopback, on a virtual clock. */
@NullMarked
package io.atalaya.collect.scrape;

import org.jspecify.annotations.NullMarked;
