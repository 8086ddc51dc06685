/**
 * Actions: commands and calls that try to repair what an alert tells of, and everything that keeps
 * them from doing harm. What was done, and what was not and why, is told to the decision record.
 *
 * <p>The file {@code actions.journal} (see {@link io.atalaya.alert.journal}) keeps cool-downs and
 * failures over restarts:
 *
 * <pre>
 *   1 STARTED := action:text target:text at:instant
 *   2 ENDED   := action:text failures:int32 at:instant     failures one after the other, up to then
 * </pre>
 *
 * <p>A label's value reaches a program as a whole argument or as the value of a variable, and a URL
 * as a JSON text; nothing here builds a command line.
 */
@NullMarked
package io.atalaya.alert.action;

import org.jspecify.annotations.NullMarked;
