/**
 * The machine itself: node_exporter's metrics, read from {@code /proc} and {@code /sys} on Linux,
 * and what the Java runtime can tell elsewhere. Must not know how the readings are shown or stored.
 */
@NullMarked
package io.atalaya.collect.host;

import org.jspecify.annotations.NullMarked;
