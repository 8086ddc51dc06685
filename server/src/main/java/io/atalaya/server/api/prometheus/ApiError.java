package io.atalaya.server.api.prometheus;

import io.atalaya.model.QueryException;

/** Ends an API request with Prometheus' error envelope. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Not of the standard; nginx made it up, and Prometheus took it over. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private final int status;
  private final String type;
  private final String explanation;

  private ApiError(int status, String type, String explanation) {
    super(explanation);
    this.status = status;
    this.type = type;
    this.explanation = explanation;
  }

  /** A parameter is missing or wrong. */
  static ApiError badData(String explanation) {
    return new ApiError(400, "bad_data", explanation);
  }

  /** A parameter's value cannot be read. */
  static ApiError badParameter(String name, String why) {
    return badData("invalid parameter \"" + name + "\": " + why);
  }

  /** A request that is wrong in itself. */
  static ApiError badRequest(int status, String explanation) {
    return new ApiError(status, "bad_data", explanation);
  }

  /** A fault of ours. */
  static ApiError internal(String explanation) {
    return new ApiError(500, "internal", explanation);
  }

  static ApiError notFound(String explanation) {
    return new ApiError(404, "not_found", explanation);
  }

  /** Something is switched off; Prometheus answers that with 500. */
  static ApiError unavailable(String explanation) {
    return new ApiError(500, "unavailable", explanation);
  }

  static ApiError of(QueryException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case BAD_DATA -> new ApiError(400, "bad_data", message);
      case EXECUTION -> new ApiError(422, "execution", message);
      case CANCELED -> new ApiError(CLIENT_CLOSED_REQUEST, "canceled", message);
      case TIMEOUT -> new ApiError(503, "timeout", message);
      case INTERNAL -> new ApiError(500, "internal", message);
    };
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String explanation() {
    return explanation;
  }
}
