/** Random series and random well-typed expressions over them, the same for the same seed. */
@NullMarked
package io.atalaya.query.fuzz;

import org.jspecify.annotations.NullMarked;
