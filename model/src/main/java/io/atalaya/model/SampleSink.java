package io.atalaya.model;

/** Port from collect to store: takes samples, source by source. */
public interface SampleSink {
  /** The tenant of everything that names none. */
  String DEFAULT_TENANT = "default";

  /**
   * Opens the column of one source, such as a scrape target or the sender of a push. Opening a key
   * again continues its column.
   *
   * @param tenant whose samples they are
   * @param key what names the source among the tenant's; stable over restarts
   */
  SampleGroup open(String tenant, String key);
}
