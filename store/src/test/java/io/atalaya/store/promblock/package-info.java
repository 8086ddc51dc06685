/** Tests of Prometheus' blocks, beside Prometheus' own tool. */
@NullMarked
package io.atalaya.store.promblock;

import org.jspecify.annotations.NullMarked;
