package io.atalaya.collect.dns;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names and numbers of record types. */
final class DnsType {
  static final int A = 1;
  static final int NS = 2;
  static final int CNAME = 5;
  static final int SOA = 6;
  static final int PTR = 12;
  static final int MX = 15;
  static final int TXT = 16;
  static final int AAAA = 28;
  static final int SRV = 33;
  static final int OPT = 41;
  static final int ANY = 255;
  static final int CAA = 257;

  /** The registry of IANA, as far as types are in use. */
  private static final String REGISTRY =
      """
      A=1 NS=2 MD=3 MF=4 CNAME=5 SOA=6 MB=7 MG=8 MR=9 NULL=10 PTR=12 HINFO=13 MINFO=14
      MX=15 TXT=16 RP=17 AFSDB=18 X25=19 ISDN=20 RT=21 NSAP-PTR=23 SIG=24 KEY=25 PX=26
      GPOS=27 AAAA=28 LOC=29 NXT=30 EID=31 NIMLOC=32 SRV=33 ATMA=34 NAPTR=35 KX=36
      CERT=37 DNAME=39 OPT=41 APL=42 DS=43 SSHFP=44 IPSECKEY=45 RRSIG=46 NSEC=47
      DNSKEY=48 DHCID=49 NSEC3=50 NSEC3PARAM=51 TLSA=52 SMIMEA=53 HIP=55 NINFO=56
      RKEY=57 TALINK=58 CDS=59 CDNSKEY=60 OPENPGPKEY=61 CSYNC=62 ZONEMD=63 SVCB=64
      HTTPS=65 SPF=99 UINFO=100 UID=101 GID=102 UNSPEC=103 NID=104 L32=105 L64=106
      LP=107 EUI48=108 EUI64=109 TKEY=249 TSIG=250 IXFR=251 AXFR=252 MAILB=253
      MAILA=254 ANY=255 URI=256 CAA=257 AVC=258 AMTRELAY=260 TA=32768 DLV=32769
      """;

  private static final Map<String, Integer> NUMBERS =
      Arrays.stream(REGISTRY.split("\\s+"))
          .map(entry -> entry.split("="))
          .collect(Collectors.toUnmodifiableMap(e -> e[0], e -> Integer.valueOf(e[1])));

  private DnsType() {}

  /** The number of a name, in any case; {@code TYPE65} stands for 65. */
  static Optional<Integer> number(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.matches("TYPE[0-9]{1,5}")) {
      return Optional.of(Integer.parseInt(upper.substring("TYPE".length())));
    }
    return Optional.ofNullable(NUMBERS.get(upper));
  }

  static String name(int number) {
    return NUMBERS.entrySet().stream()
        .filter(e -> e.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("TYPE" + number);
  }
}
