/**
 * Alertmanager's HTTP API, version 2, at {@code /api/v2}: the answers of its 0.33, status codes and
 * texts of errors included, so that {@code amtool}, Grafana and a Prometheus whose {@code alerting}
 * section names this server work unchanged.
 *
 * <p>Two kinds of refusals exist there and here. What does not fit the schema is an object {@code
 * {"code":…,"message":…}}; what is against a rule is a text.
 */
@NullMarked
package io.atalaya.server.api.alertmanager;

import org.jspecify.annotations.NullMarked;
