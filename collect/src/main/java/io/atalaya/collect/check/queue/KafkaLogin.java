package io.atalaya.collect.check.queue;

import io.atalaya.model.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * How to log in at a broker of Kafka, over SASL.
 *
 * @param mechanism how the password is shown
 * @param user at least one character
 * @param password null for an empty one
 */
public record KafkaLogin(Mechanism mechanism, String user, @Nullable SecretSource password) {
  /** How a password is shown: as it is, or as proof that it is known. */
  public enum Mechanism {
    PLAIN("PLAIN", "plain.PlainLoginModule"),
    SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
    SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule");

    private final String text;
    private final String module;

    Mechanism(String text, String module) {
      this.text = text;
      this.module = module;
    }

    /** The name in the protocol, which configurations use too. */
    public String text() {
      return text;
    }

    /** The class of Kafka's client that does it. */
    String module() {
      return "org.apache.kafka.common.security." + module;
    }
  }

  public KafkaLogin {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("a login at Kafka needs a user");
    }
  }
}
