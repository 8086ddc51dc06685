package io.atalaya.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * Lets options stand before the words of their command, as promtool does: {@code query -o json
 * instant …} is {@code query instant -o json …}.
 */
final class LeadingOptions {
  private LeadingOptions() {}

  /** The same command line with such options behind the command. */
  static String[] behind(CommandLine root, String... args) {
    List<String> words = new ArrayList<>();
    List<String> options = new ArrayList<>();
    CommandLine command = root;
    int at = 0;
    while (at < args.length && !command.getSubcommands().isEmpty()) {
      CommandLine next = command.getSubcommands().get(args[at]);
      boolean afterOption = at > 0 && args[at - 1].startsWith("-");
      if (next != null) {
        words.add(args[at]);
        command = next;
      } else if (args[at].startsWith("-") || afterOption) {
        options.add(args[at]);
      } else {
        return args;
      }
      at++;
    }
    words.addAll(options);
    words.addAll(Arrays.asList(args).subList(at, args.length));
    return words.toArray(String[]::new);
  }
}
