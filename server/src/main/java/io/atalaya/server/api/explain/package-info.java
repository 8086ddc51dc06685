/**
 * Why an alert fires or does not, why somebody was told of it or was not, and when the next message
 * is due: in sentences, with the decisions that they come from.
 *
 * <p>Must not decide anything.
 */
@NullMarked
package io.atalaya.server.api.explain;

import org.jspecify.annotations.NullMarked;
