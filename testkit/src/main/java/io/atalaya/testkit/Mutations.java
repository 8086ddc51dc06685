package io.atalaya.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Bytes that are nearly those of a seed: what a fuzzer begins with, when there is none. */
public final class Mutations {
  private static final byte[] TELLING = {
    0, 1, 2, 8, 10, 0x12, 0x7f, -1, -128, '"', '{', '\n', '\\'
  };

  private final List<byte[]> seeds;
  private final Random random;

  public Mutations(List<byte[]> seeds, long seed) {
    this.seeds = List.copyOf(seeds);
    random = new Random(seed);
  }

  /** The contents of all small files below a folder; none if there is no such folder. */
  public static List<byte[]> filesBelow(Path folder, int maxBytes) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return contents;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) <= maxBytes) {
          contents.add(Files.readAllBytes(file));
        }
      }
    }
    return contents;
  }

  /** The next input: a seed with one to eight changes. */
  public byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
      bytes = bytes.length == 0 ? new byte[] {(byte) random.nextInt()} : change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return joined(bytes, at, bytes, random.nextInt(bytes.length));
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return joined(bytes, at, other, other.length == 0 ? 0 : random.nextInt(other.length));
      }
    }
    return bytes;
  }

  /** The beginning of one and the end of another. */
  private static byte[] joined(byte[] one, int end, byte[] other, int from) {
    byte[] joined = Arrays.copyOf(one, end + other.length - from);
    System.arraycopy(other, from, joined, end, other.length - from);
    return joined;
  }
}
