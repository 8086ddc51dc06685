package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Address;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.regex.RegexSearch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges identifications with an SSH server and reads which algorithms it offers; does not log
 * in.
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param port 1–65535; 22 by default
 * @param banner expression that some part of the identification must match; empty (default) for any
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record SshCheck(
    CheckBasics basics, String host, int port, String banner, @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final int DEFAULT_PORT = 22;

  /** Checks address and expression. */
  public SshCheck {
    Address.requirePort("an SSH check", host, port);
    RegexSearch.compile(banner);
  }

  @Override
  public String kind() {
    return "ssh";
  }

  @Override
  public String target() {
    return Address.text(host, port);
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new SshProber(this, context);
  }
}
