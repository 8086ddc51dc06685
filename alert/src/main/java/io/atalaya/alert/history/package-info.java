/**
 * What was decided, kept for 90 days: when a rule fired, who was chosen, what held a message back,
 * and what became of each attempt to deliver it.
 *
 * <p>One file for each day in UTC, {@code decisions/decisions-2026-03-01.journal} (see {@link
 * io.atalaya.alert.journal}), whose records are:
 *
 * <pre>
 *   1 DECISION := at:instant step:text subject:text outcome:text reason:text
 *                 (name:text value:text)[count:int32]
 * </pre>
 *
 * <p>Must not know who decides, nor what for the records are read.
 */
@NullMarked
package io.atalaya.alert.history;

import org.jspecify.annotations.NullMarked;
