/**
 * Serves the pages that module {@code ui} built into the class path. Knows files and caching, and
 * nothing of what the pages show.
 */
@NullMarked
package io.atalaya.server.pages;

import org.jspecify.annotations.NullMarked;
