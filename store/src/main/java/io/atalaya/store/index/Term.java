package io.atalaya.store.index;

/**
 * A value of a label, and where the set of series is that have it.
 *
 * @param series how many
 * @param at of one series its ordinal, of more the offset of the set in the postings
 * @param length bytes of the set
 */
record Term(String value, int series, long at, int length) {}
