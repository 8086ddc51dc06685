/**
 * Text to tree and back.
 *
 * <pre>
 *   text ──Lexer──► tokens ──ExprParser──► tree ──TypeChecker──► well-typed tree
 *                   tokens ──SeriesParser──► labels and values (the notation of rule unit tests)
 *   tree ──Printer──► one line      tree ──PrettyPrinter──► many lines
 * </pre>
 *
 * {@link io.atalaya.query.parse.PromqlParser} is the door. The language, the error texts and their
 * positions are those of Prometheus 3.14; {@link io.atalaya.query.parse.ParseLimits} are ours.
 *
 * <p>Owns the syntax of PromQL. Knows nothing of series, of time or of how a tree is evaluated.
 */
@NullMarked
package io.atalaya.query.parse;

import org.jspecify.annotations.NullMarked;
