/** Tests of the JSON reader. */
@NullMarked
package io.atalaya.model.json;

import org.jspecify.annotations.NullMarked;
