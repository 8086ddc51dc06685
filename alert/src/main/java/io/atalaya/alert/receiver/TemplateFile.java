package io.atalaya.alert.receiver;

/**
 * A file of templates that receivers' texts may use by name.
 *
 * @param name its path, for error messages
 * @param text its content
 */
public record TemplateFile(String name, String text) {}
