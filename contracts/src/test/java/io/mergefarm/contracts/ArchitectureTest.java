package io.mergefarm.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.mergefarm.contracts",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ONLY_MESSAGING_AND_WIRING_KNOW_THE_PLATFORM =
      noClasses()
          .that()
          .resideOutsideOfPackages("..contracts.messaging..", "..contracts.wiring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.eclipse.microprofile..",
              "io.smallrye..",
              "io.quarkus..",
              "io.vertx..",
              "io.micrometer..",
              "jakarta..",
              "..contracts.messaging..",
              "..contracts.wiring..");

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_THE_S3_CLIENT =
      noClasses()
          .that()
          .resideOutsideOfPackage("..contracts.storage.s3..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.minio..", "okhttp3..", "okio..");

  @ArchTest
  static final ArchRule NO_CYCLES_AMONG_PACKAGES =
      slices().matching("io.mergefarm.contracts.(*)..").should().beFreeOfCycles();
}
