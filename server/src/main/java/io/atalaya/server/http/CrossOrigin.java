package io.atalaya.server.http;

import io.atalaya.model.regex.Regex;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other origins may do with the API: nothing, unless the operator named their origins
 * ({@code --web.cors.origin}).
 */
final class CrossOrigin {
  private static final String API = "/api/";

  private final @Nullable Regex allowed;

  CrossOrigin(@Nullable Regex allowed) {
    this.allowed = allowed;
  }

  /** Whether pages of this origin may read the answers of this path. */
  boolean permits(@Nullable String origin, String path) {
    Regex regex = allowed;
    return regex != null && origin != null && path.startsWith(API) && regex.matches(origin);
  }

  /** Tells a browser so. */
  static void tell(HttpFields.Mutable headers, String origin) {
    headers.put("Vary", "Origin");
    headers.put("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Origin");
    headers.put("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    headers.put("Access-Control-Expose-Headers", "Date");
    headers.put("Access-Control-Allow-Origin", origin);
  }
}
