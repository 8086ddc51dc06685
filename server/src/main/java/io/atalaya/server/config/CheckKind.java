package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.server.config.yaml.Section;

/**
 * A kind of check as files write it.
 *
 * @param name name of its section within a check
 * @param shortKey the key that is meant when the section is a single value
 * @param reader reads the section
 */
record CheckKind(String name, String shortKey, Reader reader) {
  /** Reads the keys of one kind. */
  interface Reader {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the check as a whole makes no sense
     */
    CheckConfig read(Section s, CheckBasics basics);
  }
}
