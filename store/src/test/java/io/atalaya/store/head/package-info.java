@NullMarked
package io.atalaya.store.head;

import org.jspecify.annotations.NullMarked;
