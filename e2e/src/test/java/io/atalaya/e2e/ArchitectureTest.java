package io.atalaya.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom: the flow of ARCHITECTURE.md, as tests. */
class ArchitectureTest {
  private static final List<String> STAGES = List.of("collect", "store", "query", "alert");

  /** Third-party packages and the one package of ours that may import them. */
  private static final Map<String, String> OWNERS =
      Map.ofEntries(
          Map.entry("org.eclipse.jetty..", "io.atalaya.server.http.."),
          Map.entry("org.snakeyaml..", "io.atalaya.server.config.."),
          Map.entry("picocli..", "io.atalaya.server.cli.."),
          Map.entry("org.eclipse.angus..", "io.atalaya.alert.notify.."),
          Map.entry("jakarta.mail..", "io.atalaya.alert.notify.."),
          Map.entry("org.roaringbitmap..", "io.atalaya.store.."),
          Map.entry("java.sql..", "io.atalaya.collect.database.."),
          Map.entry("org.postgresql..", "io.atalaya.collect.database.."),
          Map.entry("org.mariadb..", "io.atalaya.collect.database.."),
          Map.entry("org.apache.kafka..", "io.atalaya.collect.check.queue.."),
          Map.entry("com.microsoft.sqlserver..", "io.atalaya.collect.database.."),
          Map.entry("org.brotli..", "io.atalaya.collect.http.."),
          Map.entry("oshi..", "io.atalaya.collect.host.."),
          Map.entry("java.util.logging..", "io.atalaya.server.logging.."));

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.atalaya");

  @Test
  void modelKnowsOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("io.atalaya.model..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.atalaya.model..", "java..", "javax..", "org.jspecify..")
        .check(classes);
  }

  @TestFactory
  List<DynamicTest> stagesMeetOnlyThroughTheModel() {
    return STAGES.stream()
        .map(
            stage ->
                DynamicTest.dynamicTest(
                    stage,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("io.atalaya." + stage + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(allBut(stage))
                            .check(classes)))
        .toList();
  }

  private static String[] allBut(String stage) {
    List<String> others =
        STAGES.stream().filter(s -> !s.equals(stage)).map(s -> "io.atalaya." + s + "..").toList();
    return java.util.stream.Stream.concat(
            others.stream(), java.util.stream.Stream.of("io.atalaya.server.."))
        .toArray(String[]::new);
  }

  @TestFactory
  List<DynamicTest> eachLibraryHasOneOwner() {
    return OWNERS.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("io.atalaya..")
                            .and()
                            .resideOutsideOfPackages(
                                e.getValue(), "io.atalaya.testkit..", "io.atalaya.bench..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(e.getKey())
                            .check(classes)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> packagesOfAStageFormNoCircle() {
    return STAGES.stream()
        .map(
            stage ->
                DynamicTest.dynamicTest(
                    stage,
                    () ->
                        slices()
                            .matching("io.atalaya." + stage + ".(*)..")
                            .should()
                            .beFreeOfCycles()
                            .check(classes)))
        .toList();
  }

  @Test
  void onlyTheClockLooksAtTheTime() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.atalaya.server.clock..", "io.atalaya.bench..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Random.class)
        .because("time and randomness are handed in, so that every run can be repeated")
        .check(classes);
  }

  @Test
  void productionNeverSeesTheTestkit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.atalaya.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.atalaya.testkit..")
        .check(classes);
  }
}
