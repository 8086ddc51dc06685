/**
 * A Pushgateway: jobs that end before anybody can scrape them leave their last metrics here, and
 * these are stored again and again, as if they had been scraped, until somebody deletes them.
 *
 * <p>Owns the groups, the rules for what may be pushed, and the file that keeps them over a
 * restart. Must not know HTTP. The rules are those of Prometheus' Pushgateway 1.11.
 *
 * <pre>
 * pushgateway.json     in the data directory, replaced as a whole after each change
 * { "groups": [ { "labels": {…}, "pushed": seconds, "failed": seconds,
 *                 "families": [ { "name", "type", "help",
 *                                 "samples": [ { "labels": {…}, "value": "text" } … ] } … ] } … ] }
 * </pre>
 */
@NullMarked
package io.atalaya.collect.push.gateway;

import org.jspecify.annotations.NullMarked;
