package io.atalaya.collect.dns;

import java.util.List;

/**
 * What a name server answered.
 *
 * @param code response code
 * @param truncated whether records were left out because the datagram was full
 * @param authoritative whether the server is one of the zone's own
 * @param recursionAvailable whether the server asks others on our behalf
 */
public record DnsAnswer(
    Code code,
    boolean truncated,
    boolean authoritative,
    boolean recursionAvailable,
    List<DnsRecord> answers,
    List<DnsRecord> authorities,
    List<DnsRecord> additionals) {
  public DnsAnswer {
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /** Response codes of RFC 1035 and 2136, in the order of their numbers. */
  public enum Code {
    NOERROR,
    FORMERR,
    SERVFAIL,
    NXDOMAIN,
    NOTIMP,
    REFUSED,
    YXDOMAIN,
    YXRRSET,
    NXRRSET,
    NOTAUTH,
    NOTZONE,
    /** Any code that has no name here. */
    OTHER;

    private static final List<Code> BY_NUMBER = List.of(values());

    static Code of(int number) {
      return number < BY_NUMBER.size() ? BY_NUMBER.get(number) : OTHER;
    }
  }
}
