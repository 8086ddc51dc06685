package io.atalaya.alert.template;

import java.nio.charset.StandardCharsets;

/**
 * A parsed template.
 *
 * @param name what it is called by
 * @param fileName what the text it stands in is called
 * @param text that text
 * @param body its tree
 */
record Template(String name, String fileName, String text, Node.Body body) {
  /** Where a node is, as {@code FILE:LINE:COLUMN}: lines from 1, columns in bytes from 0. */
  String location(Node node) {
    String before = text.substring(0, Math.min(node.position(), text.length()));
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    String sameLine = before.substring(before.lastIndexOf('\n') + 1);
    int column = sameLine.getBytes(StandardCharsets.UTF_8).length;
    return fileName + ":" + line + ":" + column;
  }
}
