package io.atalaya.store.head;

import io.atalaya.model.SeriesSet;
import java.util.List;
import java.util.Map;

/**
 * What a head had of one tenant in one range of time, frozen.
 *
 * @param tenant whose samples
 * @param from first millisecond, included
 * @param to last millisecond, excluded
 * @param position before which everything acknowledged is contained
 * @param series the samples
 * @param epochs where they are, to forget them there
 * @param late all late samples there were, by slot, also those outside of the range
 */
record Cut(
    String tenant,
    long from,
    long to,
    long position,
    SeriesSet series,
    Map<Group, List<Epoch>> epochs,
    Map<Integer, LateSamples> late) {}
