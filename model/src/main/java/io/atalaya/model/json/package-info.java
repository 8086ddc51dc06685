/**
 * JSON that others wrote, as a tree: answers of service registries, bodies of requests, payloads.
 * Reads what RFC 8259 allows and nothing else, within limits; every error says line and column.
 * Writing JSON is not its business, nor are YAML and the configuration.
 */
@NullMarked
package io.atalaya.model.json;

import org.jspecify.annotations.NullMarked;
