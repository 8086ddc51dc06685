package io.atalaya.alert.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of receivers in the jars on the class path. */
public final class InstalledPlugins {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledPlugins.class);

  /** A jar that is broken again and again is asked no more often. */
  private static final int MAX_FAULTS = 100;

  private InstalledPlugins() {}

  /** The plugin of a type; of two with one type the first on the class path. */
  public static Optional<ReceiverPlugin> find(String type) {
    return all().stream().filter(plugin -> plugin.type().equals(type)).findFirst();
  }

  /** All types, sorted. */
  public static List<String> types() {
    TreeSet<String> types = new TreeSet<>();
    all().forEach(plugin -> types.add(plugin.type()));
    return List.copyOf(types);
  }

  /** A jar that cannot be loaded takes none of the others with it. */
  private static List<ReceiverPlugin> all() {
    List<ReceiverPlugin> found = new ArrayList<>();
    var providers = ServiceLoader.load(ReceiverPlugin.class).iterator();
    for (int faults = 0; faults < MAX_FAULTS; ) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        ReceiverPlugin plugin = providers.next();
        if (!plugin.type().isEmpty()) {
          found.add(plugin);
        }
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        faults++;
        LOG.warn("A plugin cannot be loaded: {}", e.toString());
      }
    }
    return found;
  }
}
