package io.atalaya.server.api.alertmanager;

import java.util.List;

/** Ends a request with one of Alertmanager's refusals. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A value has not the type that the schema asks for. */
  private static final int WRONG_TYPE = 601;

  private static final int REQUIRED = 602;
  private static final int TOO_FEW = 612;

  private final int status;

  /** The code in an object, or 0 for a mere text. */
  private final int code;

  private RefusedException(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Against a rule: 400 and a text. */
  static RefusedException because(String message) {
    return new RefusedException(400, 0, message);
  }

  static RefusedException notFound(String message) {
    return new RefusedException(404, 0, message);
  }

  /** Not readable at all. */
  static RefusedException unreadable(String what, String why) {
    String message = "parsing " + what + " body from \"\" failed, because " + why;
    return new RefusedException(400, 400, message);
  }

  static RefusedException required(String what) {
    return new RefusedException(422, REQUIRED, what + " in body is required");
  }

  static RefusedException wrongType(String what, String where, String type, String value) {
    String message = what + " in " + where + " must be of type " + type + ": \"" + value + "\"";
    return new RefusedException(422, WRONG_TYPE, message);
  }

  static RefusedException noItems(String what) {
    return new RefusedException(422, TOO_FEW, what + " in body should have at least 1 items");
  }

  static RefusedException mediaType(String type) {
    String message = "unsupported media type \"" + type + "\", only [application/json] are allowed";
    return new RefusedException(415, 415, message);
  }

  static RefusedException noPath(String path) {
    return new RefusedException(404, 404, "path " + path + " was not found");
  }

  static RefusedException method(String method, List<String> allowed) {
    String names = String.join(",", allowed);
    String message = "method " + method + " is not allowed, but [" + names + "] are";
    return new RefusedException(405, 405, message);
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
