/**
 * The queries that run now and those that a crash ended, at {@code /api/atalaya/v1/queries}; knows
 * nothing of how queries are evaluated.
 */
@NullMarked
package io.atalaya.server.api.queries;

import org.jspecify.annotations.NullMarked;
