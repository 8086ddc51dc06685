package io.atalaya.model.http;

/** TLS versions, oldest first, by the names that Prometheus' configuration uses. */
public enum TlsVersion {
  TLS10("TLSv1"),
  TLS11("TLSv1.1"),
  TLS12("TLSv1.2"),
  TLS13("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /** The name that {@link javax.net.ssl.SSLParameters#setProtocols} takes. */
  public String protocol() {
    return protocol;
  }
}
