package io.atalaya.collect.testserver;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import org.apache.qpid.server.SystemLauncher;
import org.jspecify.annotations.Nullable;

/**
 * Apache Qpid's broker as a program. It asks {@code Subject.getSubject}, which Java took away; its
 * replacement {@code Subject.current} says the same, so each call is led there.
 */
public final class QpidMain {
  private static final String SUBJECT = "javax/security/auth/Subject";

  private QpidMain() {}

  /** Runs before {@link #main}, as an agent. */
  public static void premain(@Nullable String options, Instrumentation instrumentation)
      throws UnmodifiableClassException {
    instrumentation.addTransformer(new Leading(), true);
    instrumentation.retransformClasses(Subject.class);
  }

  private static final class Leading implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> before,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      return SUBJECT.equals(name) ? led(bytes) : null;
    }

    private static byte[] led(byte[] bytes) {
      ClassDesc subject = ClassDesc.of("javax.security.auth.Subject");
      ClassTransform transform =
          ClassTransform.transformingMethods(
              method -> method.methodName().equalsString("getSubject"),
              (method, part) -> {
                if (part instanceof CodeModel) {
                  method.withCode(
                      code ->
                          code.invokestatic(subject, "current", MethodTypeDesc.of(subject))
                              .areturn());
                } else {
                  method.with(part);
                }
              });
      ClassFile format = ClassFile.of();
      return format.transformClass(format.parse(bytes), transform);
    }
  }

  /**
   * Runs until the process is ended.
   *
   * @param args the configuration's file, and a directory to work in
   */
  public static void main(String[] args) throws Exception {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("type", "Memory");
    attributes.put("initialConfigurationLocation", Path.of(args[0]).toUri().toString());
    attributes.put("qpid.work_dir", args[1]);
    new SystemLauncher().startup(attributes);
  }
}
