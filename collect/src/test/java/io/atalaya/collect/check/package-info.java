/** Checks against real servers on loopback, on a virtual clock. */
@NullMarked
package io.atalaya.collect.check;

import org.jspecify.annotations.NullMarked;
