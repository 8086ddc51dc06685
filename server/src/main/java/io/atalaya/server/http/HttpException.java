package io.atalaya.server.http;

/** Ends a request with an error status and a sentence that says what is wrong. */
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String explanation;
  private final int retrySeconds;

  public HttpException(int status, String explanation) {
    this(status, explanation, 0);
  }

  /**
   * An error that passes.
   *
   * @param retrySeconds when it is worth another attempt; 0 for no word about it
   */
  public HttpException(int status, String explanation, int retrySeconds) {
    super(explanation);
    this.status = status;
    this.explanation = explanation;
    this.retrySeconds = retrySeconds;
  }

  /** 503 that asks to try again in a second. */
  public static HttpException overload(String explanation) {
    return new HttpException(503, explanation, 1);
  }

  /** What is wrong, for the client. */
  public String explanation() {
    return explanation;
  }

  public int status() {
    return status;
  }

  /** In how many seconds another attempt may succeed; 0 if nothing is known. */
  public int retrySeconds() {
    return retrySeconds;
  }
}
