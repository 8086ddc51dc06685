/**
 * Finding what to scrape: each kind of {@link io.atalaya.collect.discover.Discovery} yields groups
 * of targets and says when they change. Must not know how targets are scraped.
 */
@NullMarked
package io.atalaya.collect.discover;

import org.jspecify.annotations.NullMarked;
