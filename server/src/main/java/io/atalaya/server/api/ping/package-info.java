/** Where jobs ping: plain HTTP, the token in the address is the permission. */
@NullMarked
package io.atalaya.server.api.ping;

import org.jspecify.annotations.NullMarked;
