@NullMarked
package io.atalaya.store;

import org.jspecify.annotations.NullMarked;
