package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private final AddressGuard guard = AddressGuard.except(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "255.255.255.255",
        "224.0.0.1",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
        "2001:0:0808:0808::5601:5601",
        "2001:db8::5efe:169.254.169.254",
        "2001:db8::200:5efe:169.254.169.254",
        "::ffff:0.0.0.0",
        "::ffff:0:169.254.169.254",
      })
  void anAddressThatLeadsToMetadataOrToNoHostIsRefused(String address) {
    assertThat(guard.permits(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "192.168.1.1",
        "8.8.8.8",
        "169.253.255.255",
        "169.255.0.0",
        "100.100.100.201",
        "fd00:ec2::253",
        "febf:0:0:0:0:0:0:0%0",
        "2001:db8::1",
        "64:ff9b::8.8.8.8",
        "2002:0808:0808::1",
        "2606:2800:220:1:248:1893:25c8:1946",
      })
  void anyOtherIsPermitted(String address) {
    boolean linkLocal = address.startsWith("febf");
    assertThat(guard.permits(InetAddress.ofLiteral(address.replace("%0", ""))))
        .isEqualTo(!linkLocal);
  }

  @Test
  void whatIsListedIsPermittedInEveryDress() {
    AddressGuard lenient =
        AddressGuard.except(List.of(AddressRange.parse("169.254.169.254"), range("fe80::/64")));
    assertThat(lenient.permits(InetAddress.ofLiteral("169.254.169.254"))).isTrue();
    assertThat(lenient.permits(InetAddress.ofLiteral("64:ff9b::169.254.169.254"))).isTrue();
    assertThat(lenient.permits(InetAddress.ofLiteral("fe80::1:2"))).isTrue();
    assertThat(lenient.permits(InetAddress.ofLiteral("169.254.169.253"))).isFalse();
    assertThat(lenient.permits(InetAddress.ofLiteral("fe80:0:0:1::1"))).isFalse();
  }

  private static AddressRange range(String text) {
    return AddressRange.parse(text);
  }

  @Property
  void aBlockHoldsWhatSharesItsFirstBits(
      @ForAll @Size(4) byte[] base,
      @ForAll @Size(4) byte[] other,
      @ForAll @IntRange(max = 32) int n)
      throws UnknownHostException {
    BigInteger difference = new BigInteger(1, base).xor(new BigInteger(1, other));
    boolean shared = difference.shiftRight(32 - n).signum() == 0;
    AddressRange range = new AddressRange(InetAddress.getByAddress(base), n);
    assertThat(range.contains(InetAddress.getByAddress(other))).isEqualTo(shared);
  }

  @Property
  void whateverHoldsARefusedAddressOfIpv4IsRefused(@ForAll @Size(2) byte[] last)
      throws UnknownHostException {
    byte[] four = {(byte) 169, (byte) 254, last[0], last[1]};
    for (String prefix :
        List.of("::", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::", "2001:db8::5efe:0:0")) {
      byte[] six = InetAddress.ofLiteral(prefix).getAddress();
      System.arraycopy(four, 0, six, 12, 4);
      assertThat(guard.permits(InetAddress.getByAddress(six))).as(prefix).isFalse();
    }
    byte[] sixToFour = new byte[16];
    System.arraycopy(InetAddress.ofLiteral("2002::").getAddress(), 0, sixToFour, 0, 16);
    System.arraycopy(four, 0, sixToFour, 2, 4);
    assertThat(guard.permits(InetAddress.getByAddress(sixToFour))).isFalse();
    assertThat(Arrays.copyOfRange(sixToFour, 2, 6)).isEqualTo(four);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "x/8", "10.0.0.0/", "::/x"})
  void whatIsNoBlockIsRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
