/** Tests of parts of the evaluation. */
@NullMarked
package io.atalaya.query.exec;

import org.jspecify.annotations.NullMarked;
