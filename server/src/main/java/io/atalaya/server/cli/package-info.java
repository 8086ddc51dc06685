/**
 * The command line: what may be said, what it means, and the exit code that answers.
 *
 * <p>Only this package imports the command-line library. It knows the configuration, and everything
 * else only through {@link io.atalaya.server.cli.ServerStarter} and {@link
 * io.atalaya.server.cli.CheckRunner}; it must not know how a server is made.
 */
@NullMarked
package io.atalaya.server.cli;

import org.jspecify.annotations.NullMarked;
