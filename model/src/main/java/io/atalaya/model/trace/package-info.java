/**
 * The port of tracing: every stage may say what it does and how long it takes, and needs not know
 * whether anybody listens, or who.
 */
@NullMarked
package io.atalaya.model.trace;

import org.jspecify.annotations.NullMarked;
