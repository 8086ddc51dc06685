/**
 * Where log lines go: to the console and, if asked, to a file with rotation, as plain text or as
 * JSON. Everything logs through SLF4J; only this package knows what is behind it.
 */
@NullMarked
package io.atalaya.server.logging;

import org.jspecify.annotations.NullMarked;
