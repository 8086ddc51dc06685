package io.atalaya.collect.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Calls {@code statvfs} and {@code getpagesize} of the C library, on 64-bit Linux, where the struct
 * begins with eight-byte words:
 *
 * <pre>
 *   0 bsize   1 frsize   2 blocks   3 bfree   4 bavail   5 files   6 ffree   …
 * </pre>
 */
final class LinuxNativeHost implements NativeHost {
  /** Larger than the struct is anywhere. */
  private static final int STRUCT_BYTES = 256;

  private static final int BLOCK_SIZE = 1;
  private static final int BLOCKS = 2;
  private static final int BLOCKS_FREE = 3;
  private static final int BLOCKS_AVAILABLE = 4;
  private static final int FILES = 5;
  private static final int FILES_FREE = 6;

  private final MethodHandle statvfs;
  private final int pageBytes;

  private LinuxNativeHost(MethodHandle statvfs, int pageBytes) {
    this.statvfs = statvfs;
    this.pageBytes = pageBytes;
  }

  /** The calls, or nothing if this JVM or C library does not let us make them. */
  @SuppressWarnings("restricted") // Both signatures are those of the C library.
  static Optional<NativeHost> tryLoad() {
    if (!LinuxNativeHost.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      MemorySegment statvfs = linker.defaultLookup().findOrThrow("statvfs");
      MemorySegment getpagesize = linker.defaultLookup().findOrThrow("getpagesize");
      MethodHandle pageSize =
          linker.downcallHandle(getpagesize, FunctionDescriptor.of(ValueLayout.JAVA_INT));
      MethodHandle call =
          linker.downcallHandle(
              statvfs,
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      return Optional.of(new LinuxNativeHost(call, (int) pageSize.invokeExact()));
    } catch (Throwable e) {
      // Whatever the reason, the portable way remains.
      return Optional.empty();
    }
  }

  @Override
  public Space space(Path mountPoint) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment struct = arena.allocate(STRUCT_BYTES, Long.BYTES);
      MemorySegment path = arena.allocateFrom(mountPoint.toString());
      if ((int) statvfs.invokeExact(path, struct) != 0) {
        throw new IOException("statvfs of " + mountPoint + " failed");
      }
      double block = word(struct, BLOCK_SIZE);
      return new Space(
          word(struct, BLOCKS) * block,
          word(struct, BLOCKS_FREE) * block,
          word(struct, BLOCKS_AVAILABLE) * block,
          word(struct, FILES),
          word(struct, FILES_FREE));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("statvfs could not be called", e);
    }
  }

  private static double word(MemorySegment struct, int index) {
    return (double) struct.getAtIndex(ValueLayout.JAVA_LONG, index);
  }

  @Override
  public int pageBytes() {
    return pageBytes;
  }
}
