package io.atalaya.collect.check.net;

import io.atalaya.collect.check.net.LinuxSockets.ErrnoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Echo requests through Linux: over a datagram socket of ICMP if the kernel lets our group have one
 * ({@code net.ipv4.ping_group_range}), else over a raw socket, for which root or the capability
 * CAP_NET_RAW is needed. Raw sockets see everybody's messages, and in IPv4 the header before them.
 *
 * <pre>
 *   struct sockaddr_in    0 family   2 port   4 address (4)             16 bytes
 *   struct sockaddr_in6   0 family   2 port   4 flow   8 address (16)   24 scope   28 bytes
 *   struct msghdr         0 name   8 namelen   16 iov   24 iovlen   32 control   40 controllen
 *                         48 flags   56 bytes
 *   struct iovec          0 base   8 len
 *   struct cmsghdr        0 len   8 level   12 type   16 data
 *   struct timeval        0 seconds   8 microseconds
 * </pre>
 */
final class LinuxEchoSocket implements EchoSocket {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int IP_TTL = 2;
  private static final int IP_RECVTTL = 12;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int DO_NOT_FRAGMENT = 2;
  private static final int EPERM = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;

  private static final int RECEIVE_BYTES = 1 << 16;
  private static final int CONTROL_BYTES = 256;
  private static final int MSGHDR_BYTES = 56;
  private static final int CMSG_DATA = 16;

  private final LinuxSockets calls;
  private final Arena arena = Arena.ofConfined();
  private final IcmpCheck.Packet packet;
  private final boolean six;
  private final MemorySegment target;
  private final MemorySegment received;
  private final MemorySegment control;
  private int fd = -1;
  private boolean raw;
  private final int identifier = ThreadLocalRandom.current().nextInt(1 << 16);

  private LinuxEchoSocket(LinuxSockets calls, InetAddress target, IcmpCheck.Packet packet) {
    this.calls = calls;
    this.packet = packet;
    this.six = target instanceof Inet6Address;
    this.target = socketAddress(target);
    this.received = arena.allocate(RECEIVE_BYTES);
    this.control = arena.allocate(CONTROL_BYTES, Long.BYTES);
  }

  /** Opens one, to be used and closed by this thread. */
  static EchoSocket open(InetAddress target, @Nullable InetAddress source, IcmpCheck.Packet packet)
      throws IOException {
    LinuxEchoSocket socket = new LinuxEchoSocket(LinuxSockets.linked(), target, packet);
    try {
      socket.open(source);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void open(@Nullable InetAddress source) throws IOException {
    try {
      fd = socket(SOCK_DGRAM);
    } catch (ErrnoException notAllowed) {
      raw = true;
      fd = rawSocket();
    }
    if (source != null) {
      calls.bind(arena, fd, socketAddress(source));
    }
    int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    calls.option(arena, fd, level, six ? IPV6_UNICAST_HOPS : IP_TTL, packet.ttl());
    calls.option(arena, fd, level, six ? IPV6_RECVHOPLIMIT : IP_RECVTTL, 1);
    if (packet.dontFragment()) {
      int discover = six ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
      calls.option(arena, fd, level, discover, DO_NOT_FRAGMENT);
    }
  }

  private int socket(int type) throws IOException {
    return calls.socket(
        arena, six ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, six ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
  }

  private int rawSocket() throws IOException {
    try {
      return socket(SOCK_RAW);
    } catch (ErrnoException e) {
      if (e.errno() == EPERM || e.errno() == EACCES) {
        throw new NotPermittedException(
            "this process may not ping; allow its group by sysctl -w"
                + " net.ipv4.ping_group_range=\"0 2147483647\", or give it the capability"
                + " CAP_NET_RAW");
      }
      throw e;
    }
  }

  private MemorySegment socketAddress(InetAddress address) {
    boolean v6 = address instanceof Inet6Address;
    MemorySegment struct = arena.allocate(v6 ? 28 : 16, Integer.BYTES);
    struct.set(ValueLayout.JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
    MemorySegment bytes = MemorySegment.ofArray(address.getAddress());
    MemorySegment.copy(bytes, 0, struct, v6 ? 8 : 4, bytes.byteSize());
    if (address instanceof Inet6Address scoped) {
      struct.set(ValueLayout.JAVA_INT, 24, scoped.getScopeId());
    }
    return struct;
  }

  @Override
  public @Nullable Reply exchange(int sequence, Duration wait) throws IOException {
    try (Arena once = Arena.ofConfined()) {
      byte[] request = EchoMessage.request(six, identifier, sequence, packet.payloadBytes());
      MemorySegment bytes = once.allocate(request.length);
      MemorySegment.copy(request, 0, bytes, ValueLayout.JAVA_BYTE, 0, request.length);
      calls.sendTo(once, fd, bytes, target);
      long end = System.nanoTime() + wait.toNanos();
      for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
        Reply reply = receive(once, sequence, left);
        if (reply != null) {
          return reply;
        }
      }
      return null;
    }
  }

  /** The next message if it is the reply; null if it is another, or none comes in time. */
  private @Nullable Reply receive(Arena once, int sequence, long nanos) throws IOException {
    MemorySegment time = once.allocate(16, Long.BYTES);
    time.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
    time.set(ValueLayout.JAVA_LONG, 8, Math.max(1, nanos % 1_000_000_000 / 1000));
    calls.option(once, fd, SOL_SOCKET, SO_RCVTIMEO, time);
    MemorySegment from = once.allocate(28, Integer.BYTES);
    try {
      MemorySegment header = header(once, from);
      int length = calls.receive(once, fd, header);
      byte[] bytes = received.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      boolean ours =
          isFromTarget(from)
              && EchoMessage.isReply(message(bytes), six, raw ? identifier : null, sequence);
      return ours ? new Reply(hopLimit(header)) : null;
    } catch (ErrnoException e) {
      if (e.errno() == EAGAIN || e.errno() == EINTR) {
        return null;
      }
      throw e;
    }
  }

  private MemorySegment header(Arena once, MemorySegment from) {
    MemorySegment vector = once.allocate(16, Long.BYTES);
    vector.set(ValueLayout.ADDRESS, 0, received);
    vector.set(ValueLayout.JAVA_LONG, 8, RECEIVE_BYTES);
    MemorySegment header = once.allocate(MSGHDR_BYTES, Long.BYTES);
    header.set(ValueLayout.ADDRESS, 0, from);
    header.set(ValueLayout.JAVA_INT, 8, (int) from.byteSize());
    header.set(ValueLayout.ADDRESS, 16, vector);
    header.set(ValueLayout.JAVA_LONG, 24, 1);
    header.set(ValueLayout.ADDRESS, 32, control);
    header.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
    return header;
  }

  private boolean isFromTarget(MemorySegment from) {
    int at = six ? 8 : 4;
    int length = six ? 16 : 4;
    return from.asSlice(at, length).mismatch(target.asSlice(at, length)) < 0;
  }

  /** The message without the header of IPv4, whose length is in its first byte, in words. */
  private byte[] message(byte[] bytes) {
    int skip = raw && !six && bytes.length > 0 ? (bytes[0] & 0xf) * 4 : 0;
    return Arrays.copyOfRange(bytes, Math.min(skip, bytes.length), bytes.length);
  }

  private int hopLimit(MemorySegment header) {
    long length = header.get(ValueLayout.JAVA_LONG, 40);
    return length < CMSG_DATA + Integer.BYTES ? -1 : control.get(ValueLayout.JAVA_INT, CMSG_DATA);
  }

  @Override
  public void close() {
    try {
      if (fd >= 0) {
        calls.close(arena, fd);
      }
    } catch (IOException e) {
      // The number is free either way.
      fd = -1;
    } finally {
      arena.close();
    }
  }
}
