package io.atalaya.query.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The annotations of one query, each text once, in the order of the texts. Safe for many threads,
 * and the same whichever of them was first.
 */
public final class Annotations {
  private final Map<String, Annotation> byText = new TreeMap<>();

  public synchronized void add(Annotation annotation) {
    byText.merge(annotation.text(), annotation, (earlier, later) -> later.after(earlier));
  }

  public synchronized boolean isEmpty() {
    return byText.isEmpty();
  }

  public synchronized List<Annotation> all() {
    return List.copyOf(byText.values());
  }

  /** The texts of the warnings, with positions in {@code query}. */
  public synchronized List<String> warnings(String query) {
    return texts(true, query);
  }

  /** The texts of the infos, with positions in {@code query}. */
  public synchronized List<String> infos(String query) {
    return texts(false, query);
  }

  private List<String> texts(boolean warnings, String query) {
    List<String> texts = new ArrayList<>();
    for (Annotation a : byText.values()) {
      if (a.isWarning() == warnings) {
        texts.add(a.textIn(query));
      }
    }
    return texts;
  }
}
