/**
 * The store's view of a file system: files, directories, locks and what makes them durable. Knows
 * nothing of what is written.
 */
@NullMarked
package io.atalaya.store.disk;

import org.jspecify.annotations.NullMarked;
