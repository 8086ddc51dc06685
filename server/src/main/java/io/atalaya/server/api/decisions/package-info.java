/**
 * What the stages decided lately and why, at {@code /api/atalaya/v1/decisions}. In memory only, so
 * many and no more.
 */
@NullMarked
package io.atalaya.server.api.decisions;

import org.jspecify.annotations.NullMarked;
