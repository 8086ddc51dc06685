/** A disk in memory that fails as real ones do. */
@NullMarked
package io.atalaya.store.disk;

import org.jspecify.annotations.NullMarked;
