package io.atalaya.collect.testserver;

import java.util.Arrays;

/**
 * Kafka's broker as a program: prepares its directory, then runs. One process is quicker than two.
 */
public final class KafkaMain {
  private KafkaMain() {}

  /**
   * Runs until the process is ended.
   *
   * @param args the configuration's file, and what is said to the tool that prepares the directory
   */
  public static void main(String[] args) {
    String[] prepare = Arrays.copyOfRange(args, 1, args.length);
    int code = kafka.tools.StorageTool.execute(prepare, System.out);
    if (code != 0) {
      System.exit(code);
    }
    kafka.Kafka.main(new String[] {args[0]});
  }
}
