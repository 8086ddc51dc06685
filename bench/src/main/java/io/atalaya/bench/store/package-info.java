/**
 * Benchmarks of the store: what a sample costs on the disk, in memory and in time, beside the
 * targets of the design and beside the coding that Prometheus uses, all in one run. {@link
 * io.atalaya.bench.store.StoreBench} is the door; docs/benchmarks.md has results.
 */
@NullMarked
package io.atalaya.bench.store;

import org.jspecify.annotations.NullMarked;
