/**
 * What checks need of the rest: what was held before a start, from the stored series; and pings,
 * kept in a journal of their own.
 *
 * <p>{@code pings.journal} is a {@link io.atalaya.alert.journal.Journal} named {@code pings}. Each
 * record is the whole state of one heartbeat, the last of a name counts: its name, seven values of
 * {@link io.atalaya.collect.ping.PingRecord} in their order with an instant that is absent as the
 * least number, and how long the last run took in milliseconds, −1 for unknown. The file's time of
 * change says when the process was last alive; it is renewed twice a minute.
 */
@NullMarked
package io.atalaya.server.checks;

import org.jspecify.annotations.NullMarked;
