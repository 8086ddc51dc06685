/**
 * Scripts in the language of Prometheus' promqltest: {@code load} series, {@code eval} expressions
 * and compare answers, annotations and errors. An instant evaluation is repeated with {@code @} at
 * other times and as a range query, as Prometheus' own runner does.
 */
@NullMarked
package io.atalaya.query.promqltest;

import org.jspecify.annotations.NullMarked;
