package io.atalaya.query.histogram;

/**
 * What was noticed while two histograms were put together.
 *
 * @param resetCollision whether one came after a counter reset and the other surely not
 * @param boundsReconciled whether custom bounds differed, and only common ones were kept
 */
public record Combination(boolean resetCollision, boolean boundsReconciled) {}
