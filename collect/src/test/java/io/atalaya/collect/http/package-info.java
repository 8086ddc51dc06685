/** The HTTP client against real sockets on loopback, some of which misbehave. */
@NullMarked
package io.atalaya.collect.http;

import org.jspecify.annotations.NullMarked;
