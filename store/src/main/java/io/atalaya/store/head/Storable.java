package io.atalaya.store.head;

import java.util.List;
import java.util.Map;

/**
 * What a head has that can be written to files.
 *
 * @param epochs closed ones, by group, in the order of time
 * @param notes what belongs to no epoch
 */
record Storable(Head head, Map<Group, List<Epoch>> epochs, Unsaved notes) {
  boolean isEmpty() {
    return epochs.isEmpty() && notes.isEmpty();
  }
}
