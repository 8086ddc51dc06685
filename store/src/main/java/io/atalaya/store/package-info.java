/**
 * The time-series database: takes samples, keeps them, gives them back. Knows no HTTP, no PromQL
 * and no configuration files.
 */
@NullMarked
package io.atalaya.store;

import org.jspecify.annotations.NullMarked;
