package io.atalaya.server.cli;

import java.io.IOException;

/** What is piped into a command. */
final class StandardInput {
  private static final int MAX_BYTES = 1 << 30;

  private StandardInput() {}

  /** Reads it to its end. */
  static byte[] read(Surroundings surroundings) {
    try {
      byte[] text = surroundings.in().readNBytes(MAX_BYTES + 1);
      if (text.length > MAX_BYTES) {
        throw new CliException(ExitCode.FAILED, "standard input is larger than 1 GiB");
      }
      return text;
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "cannot read standard input: " + e.getMessage(), e);
    }
  }
}
