/**
 * What the stages decided and why, at {@code /api/atalaya/v1/decisions}: the history of alerts and
 * of deliveries.
 */
@NullMarked
package io.atalaya.server.api.decisions;

import org.jspecify.annotations.NullMarked;
