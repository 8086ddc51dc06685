package io.atalaya.collect.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses of IPv4 that stand inside those of IPv6: packets to the outer one may end at the inner
 * one, so that both must be judged. Mapped addresses ({@code ::ffff:a.b.c.d}) need no rule here,
 * for the JDK makes them plain ones.
 *
 * <pre>
 *   ::a.b.c.d                compatible (RFC 4291, 2.5.5.1)
 *   ::ffff:0:a.b.c.d         translated (RFC 2765)
 *   64:ff9b::a.b.c.d         NAT64, well-known prefix (RFC 6052)
 *   64:ff9b:1::/48           NAT64, local prefix (RFC 8215): the last 32 bits, or around byte 8
 *   2002:abcd:…              6to4 (RFC 3056)
 *   2001:0:…                 Teredo (RFC 4380): server, and client with all bits turned
 *   …:0:5efe:a.b.c.d         ISATAP (RFC 5214)
 * </pre>
 */
final class EmbeddedAddress {
  private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");
  private static final AddressRange TRANSLATED = AddressRange.parse("::ffff:0:0:0/96");
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
  private static final AddressRange LOCAL_NAT64 = AddressRange.parse("64:ff9b:1::/48");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
  private static final AddressRange TEREDO = AddressRange.parse("2001::/32");

  private static final int ISATAP_AT = 10;
  private static final int LAST_32_BITS_AT = 12;

  private EmbeddedAddress() {}

  /** All addresses of IPv4 that one of IPv6 may lead to; none in one of IPv4. */
  static List<InetAddress> in(InetAddress address) {
    byte[] bytes = address.getAddress();
    List<InetAddress> found = new ArrayList<>();
    if (COMPATIBLE.contains(address) || TRANSLATED.contains(address) || NAT64.contains(address)) {
      found.add(four(bytes, LAST_32_BITS_AT));
    } else if (LOCAL_NAT64.contains(address)) {
      found.add(four(bytes, LAST_32_BITS_AT));
      found.add(of(bytes[6], bytes[7], bytes[9], bytes[10]));
    } else if (SIX_TO_FOUR.contains(address)) {
      found.add(four(bytes, 2));
    } else if (TEREDO.contains(address)) {
      found.add(four(bytes, 4));
      found.add(turned(bytes));
    } else if (isIsatap(bytes)) {
      found.add(four(bytes, LAST_32_BITS_AT));
    }
    return found;
  }

  private static boolean isIsatap(byte[] bytes) {
    return bytes.length == 16
        && bytes[ISATAP_AT] == 0x5e
        && bytes[ISATAP_AT + 1] == (byte) 0xfe
        && (bytes[8] & 0xfd) == 0
        && bytes[9] == 0;
  }

  private static InetAddress turned(byte[] bytes) {
    byte[] last = Arrays.copyOfRange(bytes, LAST_32_BITS_AT, bytes.length);
    for (int i = 0; i < last.length; i++) {
      last[i] = (byte) ~last[i];
    }
    return of(last);
  }

  private static InetAddress four(byte[] bytes, int at) {
    return of(Arrays.copyOfRange(bytes, at, at + 4));
  }

  private static InetAddress of(byte... four) {
    try {
      return InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
