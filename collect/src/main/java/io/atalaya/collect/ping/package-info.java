/**
 * Pings: what jobs tell of themselves by calling an address of ours that only they know. Keeps the
 * last ones of each job and who may ping.
 *
 * <p>Must not know when a ping is due, nor what its absence means.
 */
@NullMarked
package io.atalaya.collect.ping;

import org.jspecify.annotations.NullMarked;
