/**
 * PromQL as a tree: what an expression says, and where it says it.
 *
 * <pre>
 *   sum by (job) (rate(http_requests_total{code=~"5.."}[5m] offset 1h)) > 0.5
 *
 *   BinaryExpr GTR
 *   ├── AggregateExpr SUM by job
 *   │   └── Call rate
 *   │       └── MatrixSelector [5m]
 *   │           └── VectorSelector http_requests_total, code=~"5..", offset 1h
 *   └── NumberLiteral 0.5
 * </pre>
 *
 * The nodes are immutable values of two sealed families: {@link io.atalaya.query.ast.Expr} and, for
 * ranges, offsets and steps, {@link io.atalaya.query.ast.DurationExpr}. A tree that comes from the
 * parser is well typed. Positions are offsets into the UTF-8 form of the text, as in Prometheus.
 *
 * <p>Owns the words of the language: operators, value types and the signatures of all functions.
 * Knows neither how text becomes a tree nor how a tree is evaluated.
 */
@NullMarked
package io.atalaya.query.ast;

import org.jspecify.annotations.NullMarked;
