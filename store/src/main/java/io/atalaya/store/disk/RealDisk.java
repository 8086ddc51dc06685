package io.atalaya.store.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

final class RealDisk implements Disk {
  @Override
  public DiskFile create(Path path) throws IOException {
    Files.createFile(path);
    return new RealFile(path);
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new RealFile(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void link(Path existing, Path also) throws IOException {
    try {
      Files.createLink(also, existing);
    } catch (UnsupportedOperationException e) {
      Disk.super.link(existing, also);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Closeable lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new DirectoryLockedException(path);
    }
    channel.close();
    throw new DirectoryLockedException(path);
  }

  /**
   * Uses {@link RandomAccessFile}, because the interruption of a thread that writes through a
   * {@link FileChannel} closes the channel for everybody.
   */
  private static final class RealFile implements DiskFile {
    private final RandomAccessFile file;

    RealFile(Path path) throws IOException {
      file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      int length = source.remaining();
      file.seek(position);
      file.write(source.array(), source.arrayOffset() + source.position(), length);
      source.position(source.limit());
      return length;
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      file.seek(position);
      int offset = target.arrayOffset() + target.position();
      int read = file.read(target.array(), offset, target.remaining());
      target.position(target.position() + Math.max(0, read));
      return read;
    }

    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public MemorySegment map(Arena arena) throws IOException {
      return file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, file.length(), arena);
    }

    @Override
    public MemorySegment map(Arena arena, long from, long length) throws IOException {
      return file.getChannel().map(FileChannel.MapMode.READ_ONLY, from, length, arena);
    }

    @Override
    public synchronized void truncate(long size) throws IOException {
      file.setLength(size);
    }

    @Override
    public void force() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
