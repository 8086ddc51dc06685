@NullMarked
package io.atalaya.collect.cel;

import org.jspecify.annotations.NullMarked;
