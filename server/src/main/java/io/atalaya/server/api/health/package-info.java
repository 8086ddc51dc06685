/**
 * Is it alive, is it ready: Prometheus' {@code /-/healthy} and {@code /-/ready}, and {@code
 * /health}, {@code /health/live}, {@code /health/ready} for everybody else.
 */
@NullMarked
package io.atalaya.server.api.health;

import org.jspecify.annotations.NullMarked;
