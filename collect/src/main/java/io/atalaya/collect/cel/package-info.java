/**
 * Conditions on a JSON document in the Common Expression Language, as blackbox_exporter takes them
 * for {@code fail_if_body_json_matches_cel}: what of the language such a condition needs, after its
 * published definition (github.com/google/cel-spec).
 *
 * <p>There are: {@code body}; literals of text, numbers, truth, null, lists and maps; {@code .},
 * {@code [ ]}, {@code ? :}, {@code || && !}, comparisons, {@code in}, arithmetic; {@code has},
 * {@code all}, {@code exists}, {@code exists_one}, {@code filter}, {@code map}; {@code size},
 * {@code contains}, {@code startsWith}, {@code endsWith}, {@code matches}, {@code int}, {@code
 * double}, {@code string}. Not there, and refused by name: unsigned numbers, bytes, types,
 * timestamps, durations, messages. Nothing is checked for types before an evaluation.
 *
 * <p>Must not know where a document comes from.
 */
@NullMarked
package io.atalaya.collect.cel;

import org.jspecify.annotations.NullMarked;
