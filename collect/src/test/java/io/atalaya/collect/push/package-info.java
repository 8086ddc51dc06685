/** Tests of the push protocols. */
@NullMarked
package io.atalaya.collect.push;

import org.jspecify.annotations.NullMarked;
