package io.atalaya.store.head;

/** Fills a head with what a start finds in files; nobody else uses the head meanwhile. */
final class HeadRestorer {
  private final HeadData data;
  private final Scratch scratch = new Scratch();

  HeadRestorer(HeadData data) {
    this.data = data;
  }

  /** Makes room for series that are about to be read back, if there are none yet. */
  void expect(int count) {
    data.lock.writeLock().lock();
    try {
      if (data.series.table().size() == 0) {
        data.series.table().expect(count);
      }
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** The number of a text read back, for {@link #series}. */
  int symbol(String text) {
    data.lock.writeLock().lock();
    try {
      return data.series.table().symbols().intern(text);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /**
   * The member of a series read back, created whatever the limit says.
   *
   * @param wanted the member it had
   * @param pairs symbols of names and values
   */
  int series(Group group, int wanted, int[] pairs, int labels) {
    data.lock.writeLock().lock();
    try {
      return data.series.memberOf(group, data.series.findOrAdd(pairs, labels), wanted);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Adds an epoch found in a file. */
  void epoch(Group group, Epoch epoch) {
    data.lock.writeLock().lock();
    try {
      group.restore(epoch);
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Adds a late sample found in a file. */
  void late(Group group, int member, LateSamples.Sample sample) {
    data.lock.writeLock().lock();
    try {
      int slot = group.slot(member);
      if (data.find(slot, sample.time(), scratch) == null) {
        data.late.add(slot, sample);
        data.series.raiseNewest(slot, sample.time());
      }
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Notes, after epochs were restored, how far each series goes. */
  void noteNewest() {
    data.lock.writeLock().lock();
    try {
      for (Group group : data.groups) {
        group.forEachNewest((slot, time) -> data.series.raiseNewest(slot, time));
      }
    } finally {
      data.lock.writeLock().unlock();
    }
  }

  /** Makes series that were read back findable. */
  void buildIndex() {
    data.series.buildIndex();
  }
}
