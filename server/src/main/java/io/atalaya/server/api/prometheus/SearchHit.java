package io.atalaya.server.api.prometheus;

/**
 * A text that was found.
 *
 * @param score how well it fits, from just above 0 to 1
 */
record SearchHit(String text, double score) {}
