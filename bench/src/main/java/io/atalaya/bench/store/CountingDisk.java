package io.atalaya.bench.store;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The machine's disk; counts the bytes written, by the directory they were written to. */
final class CountingDisk implements Disk {
  private final Disk real = Disk.real();
  private final Map<String, LongAdder> written = new ConcurrentHashMap<>();

  /** Bytes written so far to files of directories with a name. */
  long writtenTo(String directory) {
    LongAdder bytes = written.get(directory);
    return bytes == null ? 0 : bytes.sum();
  }

  private DiskFile counted(Path path, DiskFile file) {
    Path parent = path.getParent();
    String directory = parent == null ? "" : String.valueOf(parent.getFileName());
    return new CountedFile(file, written.computeIfAbsent(directory, d -> new LongAdder()));
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    return counted(path, real.create(path));
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return counted(path, real.open(path));
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return real.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    real.syncDirectory(directory);
  }

  @Override
  public Closeable lock(Path path) throws IOException {
    return real.lock(path);
  }

  private record CountedFile(DiskFile file, LongAdder written) implements DiskFile {
    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      int bytes = file.write(source, position);
      written.add(bytes);
      return bytes;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public MemorySegment map(Arena arena) throws IOException {
      return file.map(arena);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
