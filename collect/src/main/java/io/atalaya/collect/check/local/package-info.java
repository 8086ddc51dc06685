/**
 * Checks of what needs no network: files, processes, and jobs that ping us.
 *
 * <p>Must not know how pings arrive; that is the business of {@code collect.ping}.
 */
@NullMarked
package io.atalaya.collect.check.local;

import org.jspecify.annotations.NullMarked;
