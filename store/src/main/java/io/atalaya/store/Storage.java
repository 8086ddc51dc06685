package io.atalaya.store;

import io.atalaya.store.block.BlockStore;
import io.atalaya.store.block.Blocks;
import io.atalaya.store.compact.Compactor;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.tombstone.Tombstones;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is behind the head.
 *
 * @param directory of the store
 * @param blocks where samples go that leave the head; without it they stay
 * @param files the same, if they are files of the store's own directory
 * @param compactor keeps these tidy
 * @param downsampling the aggregates of what is in these
 */
record Storage(
    Disk disk,
    Path directory,
    Tombstones tombstones,
    @Nullable BlockStore blocks,
    @Nullable Blocks files,
    @Nullable Compactor compactor,
    @Nullable Downsampling downsampling) {
  /** The files of a directory. */
  static Storage open(Disk disk, Path directory, Tombstones tombstones, StoreOptions options)
      throws IOException {
    Blocks blocks = Blocks.open(disk, blocksOf(directory), tombstones);
    Compactor compactor = new Compactor(blocks, options.blockRange(), options.retention());
    try {
      Downsampling downsampling =
          Downsampling.open(
              disk, directory, tombstones, options.downsampling(), options.blockRange());
      return new Storage(disk, directory, tombstones, blocks, blocks, compactor, downsampling);
    } catch (IOException | RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  static Path blocksOf(Path directory) {
    return directory.resolve("blocks");
  }

  static Path logOf(Path directory) {
    return directory.resolve("wal");
  }

  static Path headOf(Path directory) {
    return directory.resolve("head");
  }
}
