package io.atalaya.store.disk;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that does what it is told to do wrong: fails at a chosen call, writes
 * short, is full, loses at a crash what was not synced. Deterministic from its seed.
 */
public final class HostileDisk implements Disk {
  /** What goes wrong. */
  public enum Fault {
    /** The call fails and has no effect. */
    ERROR,
    /** A write fails after half of its bytes. */
    TORN_WRITE,
    /** A write writes a part and says so, which is no failure. */
    SHORT_WRITE
  }

  private static final class Inode {
    byte[] content = new byte[0];
    byte[] durable = new byte[0];
    final List<Unsynced> unsynced = new ArrayList<>();
  }

  /** A write, or for {@code bytes == null} a truncation, that a crash of the machine may lose. */
  private record Unsynced(long position, byte @Nullable [] bytes) {}

  private final Random random;
  private final TreeMap<Path, Inode> entries = new TreeMap<>();
  private final TreeMap<Path, Inode> durableEntries = new TreeMap<>();
  private final Set<Path> locks = new HashSet<>();
  private long calls;
  private long failAtCall = -1;
  private Fault fault = Fault.ERROR;
  private boolean sticky;
  private long capacity = Long.MAX_VALUE;
  private long fullAtCall = Long.MAX_VALUE;
  private long generation;

  public HostileDisk(long seed) {
    random = new Random(seed);
  }

  /** Calls so far that a fault can hit. */
  public synchronized long calls() {
    return calls;
  }

  /** Lets the call with this number fail, counted from 1 as {@link #calls()} does. */
  public synchronized void failAt(long call, Fault how) {
    failAtCall = call;
    fault = how;
    sticky = false;
  }

  /** Lets every call from now on fail, until {@link #heal()}. */
  public synchronized void failAlways() {
    failFrom(calls + 1);
  }

  /** Lets the call with this number and all after it fail, until {@link #heal()}. */
  public synchronized void failFrom(long call) {
    failAtCall = call;
    fault = Fault.ERROR;
    sticky = true;
  }

  /** Takes away all free space when the call with this number is made, until {@link #heal()}. */
  public synchronized void fullFrom(long call) {
    fullAtCall = call;
  }

  /** Ends all faults and gives back space. */
  public synchronized void heal() {
    failAtCall = -1;
    fullAtCall = Long.MAX_VALUE;
    capacity = Long.MAX_VALUE;
  }

  /** Bytes all files may have together before writes fail for lack of space. */
  public synchronized void limitSpace(long bytes) {
    capacity = bytes;
  }

  public synchronized long usedBytes() {
    return entries.values().stream().mapToLong(i -> i.content.length).sum();
  }

  /** The process dies: files stay as written, handles and locks are gone. */
  public synchronized void crashProcess() {
    generation++;
    locks.clear();
  }

  /** The machine dies: of what was not synced, any part may be lost. */
  public synchronized void crashMachine() {
    crashProcess();
    if (random.nextBoolean()) {
      entries.clear();
      entries.putAll(durableEntries);
    }
    for (Inode inode : entries.values()) {
      loseUnsynced(inode);
    }
    durableEntries.clear();
    durableEntries.putAll(entries);
  }

  private void loseUnsynced(Inode inode) {
    byte[] content = inode.durable.clone();
    for (Unsynced write : inode.unsynced) {
      switch (random.nextInt(3)) {
        case 0 -> content = apply(content, write, Integer.MAX_VALUE);
        case 1 -> content = apply(content, write, random.nextInt(64));
        default -> {
          // Lost.
        }
      }
    }
    inode.content = content;
    inode.durable = content;
    inode.unsynced.clear();
  }

  private static byte[] apply(byte[] content, Unsynced write, int limit) {
    byte[] bytes = write.bytes();
    if (bytes == null) {
      return Arrays.copyOf(content, (int) write.position());
    }
    int length = Math.min(limit, bytes.length);
    int end = (int) write.position() + length;
    byte[] result = Arrays.copyOf(content, Math.max(content.length, end));
    System.arraycopy(bytes, 0, result, (int) write.position(), length);
    return result;
  }

  /** All files there are, sorted. */
  public synchronized List<Path> files() {
    return List.copyOf(entries.keySet());
  }

  /** Another disk with the same files. */
  public synchronized HostileDisk copy() {
    HostileDisk copy = new HostileDisk(0);
    entries.forEach(
        (path, inode) -> {
          Inode same = new Inode();
          same.content = inode.content.clone();
          same.durable = same.content;
          copy.entries.put(path, same);
        });
    copy.durableEntries.putAll(copy.entries);
    return copy;
  }

  /** The bytes of a file, to look at or damage. */
  public synchronized byte[] content(Path path) {
    return inode(path).content.clone();
  }

  /** Replaces the bytes of a file behind everybody's back. */
  public synchronized void setContent(Path path, byte[] content) {
    Inode inode = inode(path);
    inode.content = content.clone();
    inode.durable = inode.content;
    inode.unsynced.clear();
  }

  /** Whether this call is to fail in this way. */
  private boolean hit(Fault way) {
    return failAtCall >= 0 && fault == way && (sticky ? calls >= failAtCall : calls == failAtCall);
  }

  private void call(String what) throws IOException {
    calls++;
    if (calls >= fullAtCall) {
      capacity = Math.min(capacity, usedBytes());
    }
    if (hit(Fault.ERROR)) {
      throw new IOException("Input/output error (" + what + ")");
    }
  }

  private Inode inode(Path path) {
    Inode inode = entries.get(path);
    if (inode == null) {
      throw new IllegalArgumentException("no file " + path);
    }
    return inode;
  }

  @Override
  public synchronized DiskFile create(Path path) throws IOException {
    call("create " + path);
    if (entries.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Inode inode = new Inode();
    entries.put(path, inode);
    return new OpenFile(inode, generation);
  }

  @Override
  public synchronized DiskFile open(Path path) throws IOException {
    call("open " + path);
    Inode inode = entries.get(path);
    if (inode == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new OpenFile(inode, generation);
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    call("list " + directory);
    return entries.keySet().stream()
        .filter(p -> directory.equals(p.getParent()))
        .map(p -> p.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public synchronized boolean exists(Path path) throws IOException {
    call("exists " + path);
    return entries.containsKey(path);
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    call("create directory " + directory);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    call("rename " + from);
    Inode inode = inode(from);
    entries.remove(from);
    entries.put(to, inode);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    call("delete " + path);
    inode(path);
    entries.remove(path);
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    call("sync directory " + directory);
    durableEntries.keySet().removeIf(p -> directory.equals(p.getParent()));
    entries.forEach(
        (path, inode) -> {
          if (directory.equals(path.getParent())) {
            durableEntries.put(path, inode);
          }
        });
  }

  @Override
  public synchronized Closeable lock(Path path) throws IOException {
    call("lock " + path);
    if (!locks.add(path)) {
      throw new DirectoryLockedException(path);
    }
    return () -> unlock(path);
  }

  private synchronized void unlock(Path path) {
    locks.remove(path);
  }

  private final class OpenFile implements DiskFile {
    private final Inode inode;
    private final long openedIn;

    OpenFile(Inode inode, long openedIn) {
      this.inode = inode;
      this.openedIn = openedIn;
    }

    private void call(String what) throws IOException {
      if (openedIn != generation) {
        throw new IOException("the process that opened this file is dead");
      }
      HostileDisk.this.call(what);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      synchronized (HostileDisk.this) {
        call("write");
        int length = source.remaining();
        if (hit(Fault.TORN_WRITE) || hit(Fault.SHORT_WRITE)) {
          length = Math.max(1, length / 2);
        }
        length = (int) Math.min(length, Math.max(0, capacity - usedBytes()));
        byte[] bytes = new byte[length];
        source.get(bytes);
        Unsynced write = new Unsynced(position, bytes);
        inode.content = apply(inode.content, write, Integer.MAX_VALUE);
        inode.unsynced.add(write);
        if (source.hasRemaining() && !hit(Fault.SHORT_WRITE)) {
          throw new IOException(
              hit(Fault.TORN_WRITE) ? "Input/output error (write)" : "No space left on device");
        }
        return length;
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      synchronized (HostileDisk.this) {
        call("read");
        int available = (int) Math.max(0, inode.content.length - position);
        int length = Math.min(target.remaining(), available);
        target.put(inode.content, (int) position, length);
        return length == 0 && target.hasRemaining() ? -1 : length;
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (HostileDisk.this) {
        call("size");
        return inode.content.length;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (HostileDisk.this) {
        call("truncate");
        if (size < inode.content.length) {
          inode.content = Arrays.copyOf(inode.content, (int) size);
          inode.unsynced.add(new Unsynced(size, null));
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (HostileDisk.this) {
        call("force");
        inode.durable = inode.content.clone();
        inode.unsynced.clear();
      }
    }

    @Override
    public void close() {}
  }
}
