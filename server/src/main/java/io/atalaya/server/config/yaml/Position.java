package io.atalaya.server.config.yaml;

/**
 * Where something stands in a file.
 *
 * @param file the file as the user named it
 * @param line from 1; 0 if the whole file is meant
 * @param column from 1, counted in code points
 */
public record Position(String file, int line, int column) {
  /** A place for what concerns a whole file. */
  public static Position of(String file) {
    return new Position(file, 0, 0);
  }

  /** The form that editors and terminals make clickable. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
