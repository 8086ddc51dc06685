/**
 * Templates in the language of Go's {@code text/template}, for the texts of rules and of
 * notifications.
 *
 * <p>Owns the language (lexer, parser, executor), Go's {@code fmt} verbs and time layouts as far as
 * templates need them, the function sets of Prometheus and Alertmanager, and the default
 * notification texts. Must not know how alerts are routed or sent, and never looks into a Java
 * object: a template sees only {@link io.atalaya.alert.template.Value}s, so whatever is not a value
 * cannot be reached.
 *
 * <pre>{@code
 * text ─► Lexer ─► tokens ─► Parser ─► Node tree ─► Executor(Value data, Run) ─► text
 * }</pre>
 *
 * <p>Everything is bounded by {@link io.atalaya.alert.template.Limits}, and every failure is a
 * {@link io.atalaya.alert.template.TemplateException} with Go's wording and the place:
 *
 * <pre>{@code
 * TemplateSet set = new TemplateSet(FunctionSet.LANGUAGE, Limits.DEFAULT);
 * set.parse("greeting", "Hello {{ .name }}");
 * set.execute("greeting", Value.map(Map.of("name", "Ada")), Environment.at(clock)); // Hello Ada
 * }</pre>
 *
 * <p>Differences from Go, all of them where a notification's text does not go: text is Unicode, so
 * a string sliced inside a character shows U+FFFD; unsigned and complex numbers do not exist;
 * {@code %T} and {@code %#v} know only the names of the data model.
 */
@NullMarked
package io.atalaya.alert.template;

import org.jspecify.annotations.NullMarked;
