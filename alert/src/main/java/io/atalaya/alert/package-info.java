/**
 * From a rule to a delivered message: rules, routing, silences, outbox, receivers. Knows no other
 * stage.
 */
@NullMarked
package io.atalaya.alert;

import org.jspecify.annotations.NullMarked;
