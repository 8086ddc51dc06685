/** Tests of the engine through its front door, and the source of series they share. */
@NullMarked
package io.atalaya.query;

import org.jspecify.annotations.NullMarked;
