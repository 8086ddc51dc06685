/** The wiring: the one place that knows every stage. Only {@code Server} constructs. */
@NullMarked
package io.atalaya.server;

import org.jspecify.annotations.NullMarked;
