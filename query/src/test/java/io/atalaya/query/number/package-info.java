/** Tests of numbers. */
@NullMarked
package io.atalaya.query.number;

import org.jspecify.annotations.NullMarked;
