package io.atalaya.server.config;

/** A module names one host and whoever asks for a probe another. */
public final class HostConflictException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  HostConflictException(String configured, String asked) {
    super(
        "host header defined both in module configuration (%s) and with parameter hostname (%s)"
            .formatted(configured, asked));
  }
}
