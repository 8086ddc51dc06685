/** Writes JSON straight to a stream of bytes. Knows nobody but the model. */
@NullMarked
package io.atalaya.server.json;

import org.jspecify.annotations.NullMarked;
