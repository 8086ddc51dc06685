package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How well the kernel's clock is held to the true time: what {@code adjtimex} of the C library
 * tells when it is asked to change nothing. On 64-bit Linux the struct is, in words of eight bytes:
 *
 * <pre>
 *    0 modes     1 offset   2 freq     3 maxerror  4 esterror  5 status   6 constant
 *    7 precision 8 tolerance 9–10 time 11 tick    12 ppsfreq  13 jitter  14 shift
 *   15 stabil   16 jitcnt  17 calcnt  18 errcnt   19 stbcnt   20 tai
 * </pre>
 */
final class ClockSource implements HostSource {
  private static final int STRUCT_BYTES = 256;
  private static final int NOT_SYNCHRONISED = 5;

  /** The bit of the status by which offsets are in nanoseconds and not in microseconds. */
  private static final int NANOSECONDS = 0x2000;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_SECOND = 1e6;

  /** Frequencies are told in parts per million with 16 binary digits behind the point. */
  private static final double PARTS = 1e6 * 65_536;

  private final MethodHandle adjtimex;

  private ClockSource(MethodHandle adjtimex) {
    this.adjtimex = adjtimex;
  }

  /** The source; one that fails if this JVM or C library does not let us make the call. */
  @SuppressWarnings("restricted") // The signature is that of the C library.
  static HostSource load() {
    if (!ClockSource.class.getModule().isNativeAccessEnabled()) {
      return _ -> {
        throw new IOException("native access is not enabled");
      };
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("adjtimex")
        .<HostSource>map(
            function ->
                new ClockSource(
                    linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))))
        .orElse(
            _ -> {
              throw new IOException("the C library has no adjtimex");
            });
  }

  @Override
  public void read(Readings out) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment struct = arena.allocate(STRUCT_BYTES, Long.BYTES);
      int state = (int) adjtimex.invokeExact(struct);
      if (state < 0) {
        throw new IOException("adjtimex failed");
      }
      tell(out, struct, state);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("adjtimex could not be called", e);
    }
  }

  private static void tell(Readings out, MemorySegment struct, int state) {
    int status = number(struct, 5);
    double fine = (status & NANOSECONDS) != 0 ? NANOS_PER_SECOND : MICROS_PER_SECOND;
    gauge(out, "sync_status", state == NOT_SYNCHRONISED ? 0 : 1);
    gauge(out, "offset_seconds", word(struct, 1) / fine);
    gauge(out, "frequency_adjustment_ratio", 1 + word(struct, 2) / PARTS);
    gauge(out, "maxerror_seconds", word(struct, 3) / MICROS_PER_SECOND);
    gauge(out, "estimated_error_seconds", word(struct, 4) / MICROS_PER_SECOND);
    gauge(out, "status", status);
    gauge(out, "loop_time_constant", word(struct, 6));
    gauge(out, "tick_seconds", word(struct, 11) / MICROS_PER_SECOND);
    gauge(out, "pps_frequency_hertz", word(struct, 12) / PARTS);
    gauge(out, "pps_jitter_seconds", word(struct, 13) / fine);
    gauge(out, "pps_shift_seconds", number(struct, 14));
    gauge(out, "pps_stability_hertz", word(struct, 15) / PARTS);
    counter(out, "pps_jitter_total", word(struct, 16));
    counter(out, "pps_calibration_total", word(struct, 17));
    counter(out, "pps_error_total", word(struct, 18));
    counter(out, "pps_stability_exceeded_total", word(struct, 19));
    gauge(out, "tai_offset_seconds", number(struct, 20));
  }

  private static double word(MemorySegment struct, int index) {
    return (double) struct.getAtIndex(ValueLayout.JAVA_LONG, index);
  }

  private static int number(MemorySegment struct, int index) {
    return struct.get(ValueLayout.JAVA_INT, (long) index * Long.BYTES);
  }

  private static void gauge(Readings out, String name, double value) {
    out.gauge("node_timex_" + name, "What adjtimex tells: " + name, Labels.empty(), value);
  }

  private static void counter(Readings out, String name, double value) {
    out.counter("node_timex_" + name, "What adjtimex tells: " + name, Labels.empty(), value);
  }
}
