/** Tests of discoveries, with the real Prometheus as a judge where it is installed. */
@NullMarked
package io.atalaya.collect.discover;

import org.jspecify.annotations.NullMarked;
