/**
 * Files into a {@link io.atalaya.server.config.Configuration}: which kind each file is, how several
 * become one, and what every key means.
 *
 * <p>Knows the configuration records of all stages and makes nothing else of them; must not know
 * who uses the result. Text and positions are the business of {@code
 * io.atalaya.server.config.yaml}.
 */
@NullMarked
package io.atalaya.server.config;

import org.jspecify.annotations.NullMarked;
