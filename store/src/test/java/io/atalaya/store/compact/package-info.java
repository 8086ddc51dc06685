/** Tests of merging and dropping blocks. */
@NullMarked
package io.atalaya.store.compact;

import org.jspecify.annotations.NullMarked;
