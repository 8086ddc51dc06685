/** Tests of the tree and of the function table. */
@NullMarked
package io.atalaya.query.ast;

import org.jspecify.annotations.NullMarked;
