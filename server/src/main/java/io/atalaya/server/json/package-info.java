/** Writes JSON straight to a stream of bytes, and reads small texts. Knows nobody but the model. */
@NullMarked
package io.atalaya.server.json;

import org.jspecify.annotations.NullMarked;
