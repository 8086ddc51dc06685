/**
 * Routing with very many active alerts: how long a round of all of them takes, how long a page of
 * the list, and how much memory one of them needs.
 */
@NullMarked
package io.atalaya.bench.alert;

import org.jspecify.annotations.NullMarked;
