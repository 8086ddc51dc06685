/** Relabelling against results that Prometheus gives. */
@NullMarked
package io.atalaya.model.relabel;

import org.jspecify.annotations.NullMarked;
