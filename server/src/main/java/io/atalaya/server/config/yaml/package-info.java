/**
 * YAML (and so JSON) with a position on every node, and the reader that turns mappings into values.
 *
 * <p>Owns the text format: its limits, its errors, and how a value is written back. Only this
 * package imports the YAML library. Knows nothing of what the keys mean; that is the business of
 * {@code io.atalaya.server.config}.
 *
 * <pre>
 *   text ──YamlText──► YamlMap ──Section──► the records of the stages
 *                                  │
 *                                  └──► what was read, secrets hidden ──YamlWriter──► text
 * </pre>
 */
@NullMarked
package io.atalaya.server.config.yaml;

import org.jspecify.annotations.NullMarked;
