package io.atalaya.server.http;

/** Ends a request with an error status and a sentence that says what is wrong. */
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String explanation;

  public HttpException(int status, String explanation) {
    super(explanation);
    this.status = status;
    this.explanation = explanation;
  }

  /** What is wrong, for the client. */
  public String explanation() {
    return explanation;
  }

  public int status() {
    return status;
  }
}
