package io.atalaya.store.head;

import io.atalaya.model.SampleLog;
import io.atalaya.model.StorageException;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.KeptLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The log of a shard, for those who follow it. */
final class Followers implements SampleLog {
  private final IngestLog log;
  private final KeptLog kept;
  private final Path head;

  Followers(IngestLog log, KeptLog kept, Path head) {
    this.log = log;
    this.kept = kept;
    this.head = head;
  }

  @Override
  public <S> Follower follow(String name, String tenant, Visitor<S> visitor) {
    try {
      long position = kept.begin(name, log.end());
      return new LogFollower<>(name, tenant, visitor, log, kept, head, position);
    } catch (IOException e) {
      throw new StorageException("how far " + name + " is cannot be noted: " + e.getMessage(), e);
    }
  }

  @Override
  public void retain(Set<String> names) {
    try {
      kept.retain(names);
    } catch (IOException e) {
      throw new StorageException("followers cannot be forgotten: " + e.getMessage(), e);
    }
  }

  @Override
  public long keptBytes() {
    return kept.bytes();
  }
}
