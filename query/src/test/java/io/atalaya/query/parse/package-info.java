/** Tests of the parser and the printers. */
@NullMarked
package io.atalaya.query.parse;

import org.jspecify.annotations.NullMarked;
