/**
 * How many of each there are, for who wants no list: one short answer however much is watched.
 * Knows targets and checks by their states only.
 */
@NullMarked
package io.atalaya.server.api.overview;

import org.jspecify.annotations.NullMarked;
