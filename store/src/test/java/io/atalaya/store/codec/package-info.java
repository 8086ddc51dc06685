/** Tests of the codings: lossless, small, and safe against any bytes. */
@NullMarked
package io.atalaya.store.codec;

import org.jspecify.annotations.NullMarked;
