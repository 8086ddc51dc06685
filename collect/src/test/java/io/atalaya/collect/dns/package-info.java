/** Tests of asking name servers. */
@NullMarked
package io.atalaya.collect.dns;

import org.jspecify.annotations.NullMarked;
