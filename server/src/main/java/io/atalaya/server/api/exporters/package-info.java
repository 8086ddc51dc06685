/**
 * The built-in exporters for other Prometheus servers: what a configured one tells, as an
 * exposition. Must not ask a server that the configuration does not name.
 */
@NullMarked
package io.atalaya.server.api.exporters;

import org.jspecify.annotations.NullMarked;
