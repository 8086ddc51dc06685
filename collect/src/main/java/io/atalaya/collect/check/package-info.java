/**
 * Checks: asks sites and services whether they are well, judges the answers over time and writes
 * both as samples, under blackbox_exporter's names where it has one.
 *
 * <p>Must not know who is told about it; that is the business of rules and routing.
 */
@NullMarked
package io.atalaya.collect.check;

import org.jspecify.annotations.NullMarked;
