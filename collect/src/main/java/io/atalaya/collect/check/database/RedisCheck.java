package io.atalaya.collect.check.database;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to Redis, asks one command, and looks at the answer.
 *
 * @param basics name, labels, times, judgement
 * @param server where it is and how to log in
 * @param command words of a command of {@link #COMMANDS}; {@code PING} by default
 * @param conditions what must be true of the answer, whose items are its rows; nothing by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record RedisCheck(
    CheckBasics basics,
    RedisServer server,
    List<String> command,
    List<ResultCondition> conditions,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final List<String> DEFAULT_COMMAND = List.of("PING");

  /** Commands that only read, and do not wait. */
  static final Set<String> COMMANDS =
      Set.of(
          "PING",
          "ECHO",
          "TIME",
          "DBSIZE",
          "INFO",
          "LASTSAVE",
          "TYPE",
          "EXISTS",
          "TTL",
          "PTTL",
          "GET",
          "MGET",
          "STRLEN",
          "LLEN",
          "LINDEX",
          "LRANGE",
          "SCARD",
          "SISMEMBER",
          "ZCARD",
          "ZCOUNT",
          "ZSCORE",
          "ZRANGE",
          "HLEN",
          "HGET",
          "HMGET",
          "HEXISTS",
          "XLEN",
          "XPENDING",
          "PFCOUNT",
          "BITCOUNT",
          "GETBIT");

  public RedisCheck {
    command = List.copyOf(command);
    conditions = List.copyOf(conditions);
    String name = command.isEmpty() ? "" : command.getFirst().toUpperCase(Locale.ROOT);
    if (!COMMANDS.contains(name)) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is no command that a check may ask; possible are "
              + String.join(", ", COMMANDS.stream().sorted().toList()));
    }
  }

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public String target() {
    return server.target();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new RedisProber(this, context.network());
  }
}
