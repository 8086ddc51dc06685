/**
 * The packaged program and the whole house: style and architecture as tests, and the main job end
 * to end with real processes, sockets and servers.
 */
@NullMarked
package io.atalaya.e2e;

import org.jspecify.annotations.NullMarked;
