/**
 * Targets from a Kubernetes cluster, over the plain API: every kind of object that matters is
 * listed once and then watched ({@link io.atalaya.collect.discover.kubernetes.ObjectCache});
 * targets are built anew from what is cached whenever something changes. Labels have Prometheus'
 * names.
 */
@NullMarked
package io.atalaya.collect.discover.kubernetes;

import org.jspecify.annotations.NullMarked;
