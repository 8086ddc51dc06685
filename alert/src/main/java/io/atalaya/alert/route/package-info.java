/**
 * From a firing alert to the notification that is due, as Alertmanager decides it: the routing
 * tree, groups and their timers, inhibition, time intervals, and the memory of what was told
 * already.
 *
 * <p>Must not know how a notification is delivered, nor what made an alert fire.
 */
@NullMarked
package io.atalaya.alert.route;

import org.jspecify.annotations.NullMarked;
