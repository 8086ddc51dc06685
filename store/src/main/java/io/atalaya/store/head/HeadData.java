package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Metadata;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What a head consists of. It has four users: {@link Head} writes, {@link HeadReader} reads, {@link
 * HeadRestorer} fills it when a store is opened, {@link HeadUpkeep} moves samples on to files and
 * blocks. Each of them holds {@link #lock} while it touches something.
 */
final class HeadData {
  final String tenant;
  final HeadLimits limits;
  final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  final Registry series = new Registry();
  final Groups groups = new Groups();
  final LateTable late = new LateTable();
  final Exemplars exemplars;

  /** By metric family. */
  final Map<String, Metadata> metadata = new TreeMap<>();

  /** What is in the log only, beside the rows of epochs. */
  Unsaved unsaved = Unsaved.nothing();

  HeadData(String tenant, HeadLimits limits) {
    this.tenant = tenant;
    this.limits = limits;
    exemplars = new Exemplars(limits.maxExemplars());
  }

  /** The sample of a series at a time, wherever it is. */
  LateSamples.@Nullable Sample find(int slot, long time, Scratch scratch) {
    LateSamples.Sample found = late.find(slot, time);
    if (found != null) {
      return found;
    }
    for (Registry.Home home : series.homes(slot)) {
      found = groups.at(home.group()).find(home.member(), time, scratch);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
