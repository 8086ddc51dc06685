/**
 * Times on the wall clock of a zone: cron expressions, and windows that come once, weekly, monthly
 * or by cron. What they mean on the two days a year when clocks change is said at each.
 *
 * <p>Must not know what happens at these times.
 */
@NullMarked
package io.atalaya.collect.calendar;

import org.jspecify.annotations.NullMarked;
