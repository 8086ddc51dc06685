package io.atalaya.server.http;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.atalaya.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks HTTP basic authentication against bcrypt hashes. A check takes tens of milliseconds, on
 * purpose, so what was right is remembered, as a salted digest, and one is made at a time: who
 * guesses cannot take all processors. A name that nobody has takes as long as one with a wrong
 * password.
 */
final class Passwords {
  /** Pairs of name and password that are remembered. */
  static final int MAX_KNOWN = 100;

  /** Beyond this bcrypt would take minutes. */
  private static final int MAX_HEADER_CHARS = 4096;

  /** The hash of nobody's password, of the usual cost. */
  private static final String NOBODY =
      "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  private static final String SCHEME = "Basic ";

  private final Map<String, Secret> users;
  private final byte[] salt = new byte[16];
  private final ReentrantLock checking = new ReentrantLock(true);
  private final Map<String, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  Passwords(Map<String, Secret> users) {
    this.users = users;
    new SecureRandom().nextBytes(salt);
  }

  /** Whether nobody has to log in. */
  boolean isEmpty() {
    return users.isEmpty();
  }

  /** Whether the value of a header {@code Authorization} is that of a user. */
  boolean permit(String authorization) {
    if (users.isEmpty()) {
      return true;
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || authorization.length() > MAX_HEADER_CHARS) {
      return false;
    }
    String digest = digest(authorization);
    if (isKnown(digest)) {
      return true;
    }
    checking.lock();
    try {
      // Somebody may have checked the same while we waited.
      boolean right = isKnown(digest) || check(authorization.substring(SCHEME.length()).strip());
      if (right) {
        synchronized (known) {
          known.put(digest, true);
        }
      }
      return right;
    } finally {
      checking.unlock();
    }
  }

  private boolean isKnown(String digest) {
    synchronized (known) {
      return known.get(digest) != null;
    }
  }

  private boolean check(String base64) {
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    if (colon == pair.length) {
      return false;
    }
    Secret hash = users.get(new String(pair, 0, colon, StandardCharsets.UTF_8));
    byte[] password = Arrays.copyOfRange(pair, colon + 1, pair.length);
    byte[] expected = (hash == null ? NOBODY : hash.reveal()).getBytes(StandardCharsets.US_ASCII);
    try {
      return BCrypt.verifyer().verify(password, expected).verified && hash != null;
    } catch (IllegalArgumentException e) {
      // Longer than bcrypt's 72 bytes.
      return false;
    }
  }

  private String digest(String authorization) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      byte[] digest = sha256.digest(authorization.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
