/**
 * From a firing alert to the notification that is due, as Alertmanager decides it: the routing
 * tree, groups and their timers, inhibition, time intervals, and the memory of what was told
 * already.
 *
 * <p>The file {@code alerts.journal} (see {@link io.atalaya.alert.journal}) keeps the alerts that
 * fire or ended lately:
 *
 * <pre>
 *   1 ALERT     := labels annotations:labels starts:instant ends:instant generator:text
 *                  updated:instant timeout:bool
 *   2 FORGOTTEN := labels
 *   3 ALERT     := as 1, then evidence; 1 is no longer written
 * </pre>
 *
 * <p>Must not know how a notification is delivered; what made an alert fire it only passes on.
 */
@NullMarked
package io.atalaya.alert.route;

import org.jspecify.annotations.NullMarked;
