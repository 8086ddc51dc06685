package io.atalaya.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * The first class of the jar, compiled so that any Java can read it: a Java that is too old is told
 * so in one line instead of a stack trace.
 */
public final class Launch {
  private static final int NEEDED = 25;

  private Launch() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    int running = major(System.getProperty("java.specification.version"));
    if (running < NEEDED) {
      System.err.println(
          "atalaya: needs Java "
              + NEEDED
              + " or newer, this is Java "
              + running
              + " in "
              + System.getProperty("java.home")
              + "; start it with ./atalaya, which finds a newer one, or set JAVA_HOME");
      System.exit(69);
    }
    try {
      Class.forName("io.atalaya.server.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** From {@code 1.8} or {@code 17}. */
  private static int major(String specification) {
    String text = specification.startsWith("1.") ? specification.substring(2) : specification;
    return Integer.parseInt(text);
  }
}
