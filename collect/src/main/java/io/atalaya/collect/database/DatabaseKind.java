package io.atalaya.collect.database;

import java.util.Locale;
import java.util.Set;

/** The kinds of databases, and what a configuration may tell their drivers. */
public enum DatabaseKind {
  POSTGRESQL(5432),
  MYSQL(3306),
  MARIADB(3306),
  SQLSERVER(1433);

  private final int defaultPort;

  DatabaseKind(int defaultPort) {
    this.defaultPort = defaultPort;
  }

  public int defaultPort() {
    return defaultPort;
  }

  /** The driver's properties that may be set; no other one ever reaches it. */
  public Set<String> properties() {
    return switch (this) {
      case POSTGRESQL -> Set.of("ApplicationName", "currentSchema", "preferQueryMode");
      case MYSQL, MARIADB -> Set.of("connectionCollation", "useCompression");
      case SQLSERVER -> Set.of("applicationName", "applicationIntent", "instanceName");
    };
  }

  /** The name in configurations and labels. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
