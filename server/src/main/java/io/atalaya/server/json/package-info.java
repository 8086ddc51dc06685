/** Writes JSON straight to a stream of bytes. Knows no other package of ours but the model. */
@NullMarked
package io.atalaya.server.json;

import org.jspecify.annotations.NullMarked;
