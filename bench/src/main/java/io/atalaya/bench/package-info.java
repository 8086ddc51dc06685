/** Benchmarks; each measures ours beside the alternatives in the same run. */
@NullMarked
package io.atalaya.bench;

import org.jspecify.annotations.NullMarked;
