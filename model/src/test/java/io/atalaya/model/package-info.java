/** Tests of the shared values. */
@NullMarked
package io.atalaya.model;

import org.jspecify.annotations.NullMarked;
