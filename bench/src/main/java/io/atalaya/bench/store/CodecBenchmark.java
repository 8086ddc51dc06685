package io.atalaya.bench.store;

import io.atalaya.store.codec.MalformedDataException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per sample to code and to read a column, ours and Prometheus' way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CodecData.SAMPLES)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseCompactObjectHeaders")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  /** A kind of series, or all in their usual shares. */
  @Param({"MIXED", "POISSON_COUNTER", "CPU_SECONDS", "ACCUMULATED_SUM", "RANDOM_WALK"})
  public String kind = "MIXED";

  private @Nullable CodecData prepared;

  /** Makes the data, always the same, and checks that it can be read back. */
  @Setup
  public void prepare() throws MalformedDataException {
    prepared = kind.equals("MIXED") ? new CodecData() : new CodecData(SeriesKind.valueOf(kind));
  }

  private CodecData data() {
    CodecData data = prepared;
    if (data == null) {
      throw new IllegalStateException("not prepared");
    }
    return data;
  }

  /** VC1. */
  @Benchmark
  public long encode() {
    return data().encodeAll();
  }

  /** VC1. */
  @Benchmark
  public double decode() throws MalformedDataException {
    return data().decodeAll();
  }

  /** Times and values. */
  @Benchmark
  public long encodeXor() {
    return data().xorEncodeAll();
  }

  /** Times and values. */
  @Benchmark
  public double decodeXor() {
    return data().xorDecodeAll();
  }
}
