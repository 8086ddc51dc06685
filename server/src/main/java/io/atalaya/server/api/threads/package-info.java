/**
 * What the threads of the process do, at {@code /api/atalaya/v1/threads}; knows nothing of what
 * they do it for.
 */
@NullMarked
package io.atalaya.server.api.threads;

import org.jspecify.annotations.NullMarked;
