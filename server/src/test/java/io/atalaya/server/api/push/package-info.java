/** Tests of the addresses to push to. */
@NullMarked
package io.atalaya.server.api.push;

import org.jspecify.annotations.NullMarked;
