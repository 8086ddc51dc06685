/**
 * Regular expressions in RE2's syntax, matched in linear time.
 *
 * <p>Owned here because labels are matched in the store, in queries, in relabelling and in alert
 * routing. Knows nothing else of ours.
 *
 * <p>The way of an expression: {@code Parser} reads it to a {@code Node}; {@code Facts} and {@code
 * Glob} look whether comparing strings is enough; otherwise {@code Compiler} makes a {@code
 * Program} over the {@code Alphabet} of its character classes. {@code LazyDfa} says whether a text
 * matches, {@code PikeVm} where the groups lie. What is accepted, what is preferred and what errors
 * say is Go's <a href="https://pkg.go.dev/regexp/syntax">regexp/syntax</a>, the dialect of
 * Prometheus' files.
 *
 * <p>Limits:
 *
 * <ul>
 *   <li>an expression has at most 524,288 chars, nests at most 1,000 deep, repeats at most 1,000
 *       times, and compiles to at most 1,000,000 instructions
 *   <li>the states kept for an expression take about 2 MiB; beyond, they are made anew
 *   <li>exact texts are listed up to 1,024 combinations, or as many as an alternation spells out
 * </ul>
 */
@NullMarked
package io.atalaya.model.regex;

import org.jspecify.annotations.NullMarked;
