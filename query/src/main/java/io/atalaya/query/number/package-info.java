/** Numbers written the way Go writes them, because messages and label values depend on it. */
@NullMarked
package io.atalaya.query.number;

import org.jspecify.annotations.NullMarked;
