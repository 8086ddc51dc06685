package io.atalaya.collect.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses in CIDR notation.
 *
 * @param base any address of the block
 * @param prefixBits how many bits all addresses of the block share with {@code base}
 */
public record AddressRange(InetAddress base, int prefixBits) {
  /** Checks that the prefix fits the address. */
  public AddressRange {
    int bits = base.getAddress().length * Byte.SIZE;
    if (prefixBits < 0 || prefixBits > bits) {
      throw new IllegalArgumentException(
          "/%d does not fit %s: 0 to %d bits do"
              .formatted(prefixBits, base.getHostAddress(), bits));
    }
  }

  /**
   * Reads {@code 169.254.0.0/16}, {@code fd00:ec2::254/128} or a single address.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String prefix = slash < 0 ? "" : text.substring(slash + 1);
    InetAddress base = address(slash < 0 ? text : text.substring(0, slash), text);
    if (slash >= 0 && !prefix.matches("[0-9]{1,3}")) {
      throw notARange(text, null);
    }
    int bits = base.getAddress().length * Byte.SIZE;
    return new AddressRange(base, slash < 0 ? bits : Integer.parseInt(prefix));
  }

  private static InetAddress address(String literal, String text) {
    // Fewer than four numbers are an address to the JDK, but not to those who write blocks.
    boolean shortened = literal.indexOf(':') < 0 && !literal.matches("[0-9]+(\\.[0-9]+){3}");
    if (shortened) {
      throw notARange(text, null);
    }
    try {
      return InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException e) {
      throw notARange(text, e);
    }
  }

  private static IllegalArgumentException notARange(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no block of addresses such as 10.0.0.0/8 or fd00::/8", cause);
  }

  /** Whether an address lies in the block; one of the other family never does. */
  public boolean contains(InetAddress address) {
    byte[] mine = base.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit += Byte.SIZE) {
      int mask = 0xff << Math.max(0, Byte.SIZE - (prefixBits - bit));
      if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The notation it was read from. */
  @Override
  public String toString() {
    return base.getHostAddress() + "/" + prefixBits;
  }
}
