/**
 * Real servers for tests, from Maven artifacts that carry their programs: nothing has to be
 * installed, and they start as root too. Each listens on a free port of the loopback address and
 * keeps its files in a temporary directory.
 */
@NullMarked
package io.atalaya.collect.testserver;

import org.jspecify.annotations.NullMarked;
