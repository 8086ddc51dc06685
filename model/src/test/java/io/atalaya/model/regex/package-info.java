/** Tests of the regular expressions, with RE2/J as an independent judge. */
@NullMarked
package io.atalaya.model.regex;

import org.jspecify.annotations.NullMarked;
