/** Tests of {@code io.atalaya.collect.tracing}. */
@NullMarked
package io.atalaya.collect.tracing;

import org.jspecify.annotations.NullMarked;
