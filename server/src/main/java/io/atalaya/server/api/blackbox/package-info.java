/**
 * {@code /probe} as blackbox_exporter answers it, so that a Prometheus can use this server in its
 * place. Must not know how a module was configured, only how to make its check.
 */
@NullMarked
package io.atalaya.server.api.blackbox;

import org.jspecify.annotations.NullMarked;
