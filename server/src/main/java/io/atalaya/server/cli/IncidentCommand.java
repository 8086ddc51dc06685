package io.atalaya.server.cli;

import io.atalaya.model.json.JsonValue;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code incident …}: what the status pages of a running server tell of troubles. */
final class IncidentCommand implements Command {
  private static final String PATH = "incidents";

  private final Surroundings surroundings;
  private final Deed deed;

  /** What is done. */
  enum Deed {
    LIST("List what was told."),
    BEGIN("Tell of a new incident."),
    UPDATE("Tell more of an incident."),
    RESOLVE("Tell that an incident is over."),
    REMOVE("Take an incident back.");

    private final String description;

    Deed(String description) {
      this.description = description;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  IncidentCommand(Surroundings surroundings, Deed deed) {
    this.surroundings = surroundings;
    this.deed = deed;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(deed.word(), deed.description);
    switch (deed) {
      case LIST -> spec.addOption(Options.flag("Answer in JSON.", "-j", "--json"));
      case BEGIN -> {
        spec.addPositional(Options.files("TITLE", "1", "What is wrong, in a few words."));
        spec.addOption(
            Options.values("NAME", "A check it is about; may be repeated (all pages).", "--check"));
      }
      case UPDATE, RESOLVE, REMOVE ->
          spec.addPositional(Options.files("ID", "1", "Its number; see incident list."));
    }
    if (deed != Deed.LIST && deed != Deed.REMOVE) {
      spec.addOption(Options.value("TEXT", "What to tell.", "--text"));
    }
    if (deed == Deed.BEGIN || deed == Deed.UPDATE) {
      spec.addOption(
          Options.value(
              "STATUS", "investigating (default), identified, monitoring, resolved.", "--status"));
    }
    spec.addOption(OwnApi.option());
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    OwnApi server = OwnApi.of(arguments);
    switch (deed) {
      case LIST -> list(server.get(PATH), arguments.flag("-j"));
      case BEGIN -> print(server.post(PATH, body(arguments)));
      case UPDATE, RESOLVE -> print(server.post(PATH + "/" + id(arguments), body(arguments)));
      case REMOVE -> {
        server.delete(PATH + "/" + id(arguments));
        surroundings.out().println(id(arguments) + "  removed");
      }
    }
    return ExitCode.OK.code();
  }

  private static String id(Arguments arguments) {
    String id = arguments.words().getFirst();
    if (!id.matches("[0-9]{1,18}")) {
      throw new CliException(
          ExitCode.USAGE, "\"" + id + "\" is no number of an incident; see atalaya incident list");
    }
    return id;
  }

  private String body(Arguments arguments) {
    return JsonText.of(
        out -> {
          out.object();
          if (deed == Deed.BEGIN) {
            out.field("title", arguments.words().getFirst());
            out.field("checks", arguments.texts("--check"));
          }
          field(out, "text", arguments.text("--text").orElse(""));
          String usual = deed == Deed.RESOLVE ? "resolved" : "";
          field(out, "status", arguments.text("--status").orElse(usual));
          out.end();
        });
  }

  private static void field(JsonOut out, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      out.field(name, value);
    }
  }

  private void list(JsonValue.Obj answer, boolean json) {
    if (json) {
      surroundings.out().print(JsonLine.of(answer.get("data")));
    } else if (answer.get("data").items("incidents").isEmpty()) {
      surroundings.out().println("no incidents");
    } else {
      print(answer);
    }
  }

  /** A line for each, and below it what was told, the newest first. */
  private void print(JsonValue.Obj answer) {
    for (JsonValue incident : answer.get("data").items("incidents")) {
      List<String> checks = incident.items("checks").stream().map(JsonValue::text).toList();
      surroundings
          .out()
          .printf(
              "%s  %s  %s  (%s)%n",
              incident.text("id"),
              incident.text("status"),
              incident.text("title"),
              checks.isEmpty() ? "all pages" : String.join(", ", checks));
      incident.items("updates").reversed().forEach(this::printUpdate);
    }
  }

  private void printUpdate(JsonValue update) {
    String said = update.text("text");
    surroundings
        .out()
        .printf(
            "   %s  %s%s%n",
            update.text("at").replaceFirst("\\.\\d+Z$", "Z"),
            update.text("status"),
            said.isEmpty() ? "" : "  " + said);
  }
}
