/**
 * The way out for alerts: passes on what this server's rules say to other Alertmanagers, as
 * Prometheus does by the section {@code alerting} of its file.
 *
 * <pre>
 * rules ──► AlertForwarder ──► AlertmanagerSet ──► SendLoop ──► POST /api/v2/alerts
 *           external labels,   one entry of        one queue    of one Alertmanager
 *           alert_relabel_     alertmanagers, with for each
 *           configs of all     its discoveries     address
 * </pre>
 *
 * <p>Owns the queues in front of the Alertmanagers. They are in memory and bounded: what does not
 * fit pushes out the oldest, and what is refused or does not arrive is dropped and counted. That is
 * enough, because the rules say everything again at each resend delay. Must not know this server's
 * own routing, nor where alerts come from: what others send to its API is never passed on, so
 * servers that name each other make no circle.
 *
 * <p>Semantics, limits and names are those of Prometheus' {@code notifier}; the message is that of
 * <a href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">version 2 of
 * Alertmanager's API</a>.
 */
@NullMarked
package io.atalaya.collect.alertmanager;

import org.jspecify.annotations.NullMarked;
