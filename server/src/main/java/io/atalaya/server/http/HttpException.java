package io.atalaya.server.http;

/** Ends a request with an error status and a sentence that says what is wrong. */
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String explanation;
  private final int retrySeconds;
  private final String json;

  public HttpException(int status, String explanation) {
    this(status, explanation, 0);
  }

  /**
   * An error that passes.
   *
   * @param retrySeconds when it is worth another attempt; 0 for no word about it
   */
  public HttpException(int status, String explanation, int retrySeconds) {
    this(status, explanation, retrySeconds, "");
  }

  private HttpException(int status, String explanation, int retrySeconds, String json) {
    super(explanation);
    this.status = status;
    this.explanation = explanation;
    this.retrySeconds = retrySeconds;
    this.json = json;
  }

  /** The same error for clients that expect JSON: what is sent instead of the explanation. */
  public HttpException as(String body) {
    return new HttpException(status, explanation, retrySeconds, body);
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

  /** What is sent instead of the explanation; empty for nothing else. */
  String json() {
    return json;
  }
}
