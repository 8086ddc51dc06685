/**
 * Status pages: what the public may see of the checks, as HTML without scripts, JSON, RSS and
 * badges. Owns the incidents that operators write, and how each listed check fared on each day.
 *
 * <p>Shows a check only if a page lists it, and of it only its name, its state, its uptime and, if
 * asked for, its target: no message, no label, no address.
 *
 * <p>{@code uptime.journal} is a {@link io.atalaya.alert.journal.Journal} named {@code uptime}: for
 * each check and whole day of UTC one record with the check's name, the day since 1970, how many
 * evaluations there were in which something was known, and in how many of these it was down.
 *
 * <p>{@code incidents.journal} is one named {@code incidents}: each record is a whole incident, the
 * last of an id counts: id, title, whether it was removed, its checks (count, names), its updates
 * (count; instant, phase, text).
 */
@NullMarked
package io.atalaya.server.status;

import org.jspecify.annotations.NullMarked;
