/**
 * What checks need of the rest: what was held before a start, from the stored series; and pings,
 * kept in a journal of their own, as is what people have paused.
 *
 * <p>{@code pings.journal} is a {@link io.atalaya.alert.journal.Journal} named {@code pings}. Each
 * record is the whole state of one heartbeat, the last of a name counts: its name, seven values of
 * {@link io.atalaya.collect.ping.PingRecord} in their order with an instant that is absent as the
 * least number, and how long the last run took in milliseconds, −1 for unknown. The file's time of
 * change says when the process was last alive; it is renewed twice a minute.
 *
 * <p>{@code pauses.journal} is one named {@code pauses}. A record of kind 1 is the name of a check
 * and the instant since when it is paused; one of kind 2 is the name of a check that is so no more.
 */
@NullMarked
package io.atalaya.server.checks;

import org.jspecify.annotations.NullMarked;
