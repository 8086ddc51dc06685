@NullMarked
package io.atalaya.store.log;

import org.jspecify.annotations.NullMarked;
