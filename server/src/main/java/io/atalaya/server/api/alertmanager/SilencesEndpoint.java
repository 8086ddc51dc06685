package io.atalaya.server.api.alertmanager;

import io.atalaya.alert.silence.Silence;
import io.atalaya.alert.silence.Silences;
import io.atalaya.alert.silence.UnknownSilenceException;
import io.atalaya.model.Matcher;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Silences: list, make, change, end. */
final class SilencesEndpoint {
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final Silences silences;
  private final InstantSource clock;

  SilencesEndpoint(Silences silences, InstantSource clock) {
    this.silences = silences;
    this.clock = clock;
  }

  /** Active ones first, the next to end first; then pending ones; then what ended last. */
  void list(HttpRequest request, HttpResponse response) throws IOException {
    List<Matcher> filter = Filters.matchers(request, "filter");
    boolean active = Filters.flag(request, "active");
    boolean pending = Filters.flag(request, "pending");
    boolean expired = Filters.flag(request, "expired");
    Instant now = clock.instant();
    List<Silence> found =
        silences.list().stream()
            .filter(silence -> silence.matchers().containsAll(filter))
            .filter(
                silence ->
                    switch (silence.stateAt(now)) {
                      case ACTIVE -> active;
                      case PENDING -> pending;
                      case EXPIRED -> expired;
                    })
            .sorted(order(now))
            .toList();
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.array();
      for (Silence silence : found) {
        write(out, silence, now);
      }
      out.end();
    }
  }

  private static Comparator<Silence> order(Instant now) {
    return Comparator.comparingInt((Silence silence) -> rank(silence.stateAt(now)))
        .thenComparing(
            silence ->
                switch (silence.stateAt(now)) {
                  case ACTIVE -> silence.endsAt().toEpochMilli();
                  case PENDING -> silence.startsAt().toEpochMilli();
                  case EXPIRED -> -silence.endsAt().toEpochMilli();
                });
  }

  private static int rank(Silence.State state) {
    return switch (state) {
      case ACTIVE -> 1;
      case PENDING -> 2;
      case EXPIRED -> 3;
    };
  }

  private static void write(JsonOut out, Silence silence, Instant now) throws IOException {
    out.object().field("id", silence.id());
    String state = silence.stateAt(now).name().toLowerCase(Locale.ROOT);
    out.name("status").object().field("state", state).end();
    out.field("updatedAt", Times.text(silence.updatedAt()));
    if (!silence.annotations().isEmpty()) {
      out.name("annotations").object();
      for (Map.Entry<String, String> note : new TreeMap<>(silence.annotations()).entrySet()) {
        out.field(note.getKey(), note.getValue());
      }
      out.end();
    }
    out.field("comment", silence.comment());
    out.field("createdBy", silence.createdBy());
    out.field("endsAt", Times.text(silence.endsAt()));
    out.name("matchers").array();
    for (Matcher matcher : silence.matchers()) {
      write(out, matcher);
    }
    out.end();
    out.field("startsAt", Times.text(silence.startsAt())).end();
  }

  private static void write(JsonOut out, Matcher matcher) throws IOException {
    boolean equal =
        switch (matcher.type()) {
          case EQUAL, REGEX -> true;
          case NOT_EQUAL, NOT_REGEX -> false;
        };
    out.object()
        .field("isEqual", equal)
        .field("isRegex", matcher.regex() != null)
        .field("name", matcher.name())
        .field("value", matcher.value())
        .end();
  }

  void get(HttpRequest request, HttpResponse response) throws IOException {
    Silence silence = silences.get(id(request)).orElse(null);
    if (silence == null) {
      response.sendStatus(404);
      return;
    }
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      write(out, silence, clock.instant());
    }
  }

  void delete(HttpRequest request, HttpResponse response) throws IOException {
    String id = id(request);
    try {
      silences.expire(id);
      response.sendStatus(200);
    } catch (UnknownSilenceException e) {
      response.sendStatus(404);
    }
  }

  private static String id(HttpRequest request) {
    String id = request.pathParameter("silenceID");
    if (!UUID.matcher(id).matches()) {
      throw RefusedException.wrongType("silenceID", "path", "uuid", id);
    }
    return id.toLowerCase(Locale.ROOT);
  }

  /** Makes a silence, or changes the one whose id is given. */
  void post(HttpRequest request, HttpResponse response) throws IOException {
    Silence wanted = silence(Bodies.Part.of(Bodies.of(request, "silence"), "silence", ""));
    try {
      String id = silences.set(wanted);
      try (JsonOut out = new JsonOut(response.stream("application/json"))) {
        out.object().field("silenceID", id).end();
      }
    } catch (UnknownSilenceException e) {
      throw RefusedException.notFound("silence not found");
    } catch (IllegalArgumentException e) {
      throw RefusedException.because(String.valueOf(e.getMessage()));
    }
  }

  private Silence silence(Bodies.Part body) {
    String comment = body.requiredText("comment");
    String createdBy = body.requiredText("createdBy");
    Instant ends = requiredTime(body, "endsAt");
    List<Matcher> matchers = matchers(body);
    Instant starts = requiredTime(body, "startsAt");
    if (!starts.isBefore(ends)) {
      throw RefusedException.because(
          "Failed to create silence: start time must be before end time");
    }
    if (ends.isBefore(clock.instant())) {
      throw RefusedException.because("Failed to create silence: end time can't be in the past");
    }
    String id = body.text("id");
    try {
      return new Silence(
          id == null ? "" : id,
          matchers,
          starts,
          ends,
          clock.instant(),
          createdBy,
          comment,
          body.texts("annotations"));
    } catch (IllegalArgumentException e) {
      throw RefusedException.because(String.valueOf(e.getMessage()));
    }
  }

  private static Instant requiredTime(Bodies.Part body, String name) {
    body.requiredText(name);
    Instant time = body.time(name);
    return time == null ? Instant.EPOCH : time;
  }

  private static List<Matcher> matchers(Bodies.Part body) {
    List<Matcher> matchers = new ArrayList<>();
    switch (body.fields().get("matchers")) {
      case JsonValue.Arr(List<JsonValue> items) -> {
        for (int i = 0; i < items.size(); i++) {
          matchers.add(matcher(Bodies.Part.of(items.get(i), "silence", "matchers." + i + "."), i));
        }
      }
      case JsonValue.Null() -> throw RefusedException.required("matchers");
      case JsonValue other ->
          throw RefusedException.unreadable(
              "silence", "json: cannot unmarshal " + other.kind() + " where an array must be");
    }
    if (matchers.isEmpty()) {
      throw RefusedException.noItems("matchers");
    }
    return matchers;
  }

  private static Matcher matcher(Bodies.Part part, int index) {
    Boolean regex = part.flag("isRegex");
    if (regex == null) {
      throw RefusedException.required(part.prefix() + "isRegex");
    }
    String name = part.requiredText("name");
    String value = part.requiredText("value");
    if (name.isEmpty()) {
      throw refused(index, "invalid label name \"\"");
    }
    try {
      return Matcher.of(type(regex, part.flag("isEqual")), name, value);
    } catch (RegexSyntaxException e) {
      throw refused(index, "invalid regular expression \"" + value + "\": " + e.getMessage());
    }
  }

  private static RefusedException refused(int index, String why) {
    return RefusedException.because(
        "invalid silence: invalid label matcher " + index + " in set 0: " + why);
  }

  private static Matcher.Type type(boolean regex, @Nullable Boolean isEqual) {
    boolean equal = isEqual == null || isEqual;
    if (regex) {
      return equal ? Matcher.Type.REGEX : Matcher.Type.NOT_REGEX;
    }
    return equal ? Matcher.Type.EQUAL : Matcher.Type.NOT_EQUAL;
  }
}
