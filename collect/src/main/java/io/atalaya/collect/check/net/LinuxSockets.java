package io.atalaya.collect.check.net;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of the C library for sockets that the JDK has no classes for. A call that fails throws
 * an {@link ErrnoException}.
 */
final class LinuxSockets {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private final MethodHandle socket;
  private final MethodHandle close;
  private final MethodHandle bind;
  private final MethodHandle setsockopt;
  private final MethodHandle sendto;
  private final MethodHandle recvmsg;

  /** A call that failed. */
  static final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    ErrnoException(String call, int errno) {
      super(call + " failed with error number " + errno);
      this.errno = errno;
    }

    /** The number of the error, as in {@code errno.h}. */
    int errno() {
      return errno;
    }
  }

  private LinuxSockets() {
    socket = handle("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    close = handle("close", FunctionDescriptor.of(INT, INT));
    bind = handle("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
    setsockopt = handle("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
    sendto = handle("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT));
    recvmsg = handle("recvmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));
  }

  @SuppressWarnings("restricted") // The signatures are those of the C library.
  private static MethodHandle handle(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        signature,
        Linker.Option.captureCallState("errno"));
  }

  /** Made at the first ping, for linking costs milliseconds; never changes after that. */
  private static final class Linked {
    static final LinuxSockets CALLS = new LinuxSockets();
  }

  /**
   * The calls.
   *
   * @throws IOException if this system is not a 64-bit Linux, or the JVM may make no native calls
   */
  static LinuxSockets linked() throws IOException {
    String os = System.getProperty("os.name", "");
    boolean wide = POINTER.byteSize() == Long.BYTES;
    if (!os.equals("Linux") || !wide) {
      throw new IOException("ping works on 64-bit Linux only, not on " + os);
    }
    if (!LinuxSockets.class.getModule().isNativeAccessEnabled()) {
      throw new IOException("ping needs the JVM's option --enable-native-access=ALL-UNNAMED");
    }
    return Linked.CALLS;
  }

  /** A call whose result is an error if it is negative. */
  private interface Call {
    long make(MemorySegment state) throws Throwable;
  }

  private static long checked(String name, Arena arena, Call call) throws IOException {
    MemorySegment state = arena.allocate(STATE);
    try {
      long result = call.make(state);
      if (result < 0) {
        throw new ErrnoException(name, (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(name + " could not be called", e);
    }
  }

  int socket(Arena arena, int domain, int type, int protocol) throws IOException {
    return (int) checked("socket", arena, s -> (int) socket.invokeExact(s, domain, type, protocol));
  }

  void close(Arena arena, int fd) throws IOException {
    checked("close", arena, s -> (int) close.invokeExact(s, fd));
  }

  void bind(Arena arena, int fd, MemorySegment address) throws IOException {
    int size = (int) address.byteSize();
    checked("bind", arena, s -> (int) bind.invokeExact(s, fd, address, size));
  }

  void option(Arena arena, int fd, int level, int name, MemorySegment value) throws IOException {
    int size = (int) value.byteSize();
    checked(
        "setsockopt", arena, s -> (int) setsockopt.invokeExact(s, fd, level, name, value, size));
  }

  void option(Arena arena, int fd, int level, int name, int value) throws IOException {
    option(arena, fd, level, name, arena.allocateFrom(INT, value));
  }

  void sendTo(Arena arena, int fd, MemorySegment bytes, MemorySegment address) throws IOException {
    int size = (int) address.byteSize();
    checked(
        "sendto",
        arena,
        s -> (long) sendto.invokeExact(s, fd, bytes, bytes.byteSize(), 0, address, size));
  }

  /** Receives into a {@code struct msghdr}; returns how many bytes came. */
  int receive(Arena arena, int fd, MemorySegment header) throws IOException {
    return (int) checked("recvmsg", arena, s -> (long) recvmsg.invokeExact(s, fd, header, 0));
  }
}
