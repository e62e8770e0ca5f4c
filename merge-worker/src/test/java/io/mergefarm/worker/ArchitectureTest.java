package io.mergefarm.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.mergefarm.worker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NUMERICS_KNOW_NO_MESSAGING =
      noClasses()
          .that()
          .resideInAnyPackage("..worker.compute..", "..worker.method..", "..worker.evaluation..")
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
              "java.net.http..",
              "..worker.messaging..",
              "..contracts.messaging..");

  @ArchTest
  static final ArchRule KERNELS_KNOW_NO_STORAGE =
      noClasses()
          .that()
          .resideInAnyPackage("..worker.compute..", "..worker.method..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..contracts.storage..",
              "..contracts.event..",
              "..worker.evaluation..",
              "java.nio.file..");

  @ArchTest
  static final ArchRule ONLY_THE_VECTOR_CLASSES_NAME_THE_INCUBATOR_MODULE =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("Vector")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");
}
