/**
 * What a query has to say besides its answer: warnings and infos in Prometheus' words, each once,
 * with the place in the query that they are about. Knows nothing of evaluation.
 */
@NullMarked
package io.atalaya.query.annotation;

import org.jspecify.annotations.NullMarked;
