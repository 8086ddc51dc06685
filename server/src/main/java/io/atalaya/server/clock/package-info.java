/**
 * The real clock and the real timer: the only package that may look at the time or start a thread
 * that waits. Everything else is handed a {@link io.atalaya.model.Scheduler}.
 */
@NullMarked
package io.atalaya.server.clock;

import org.jspecify.annotations.NullMarked;
