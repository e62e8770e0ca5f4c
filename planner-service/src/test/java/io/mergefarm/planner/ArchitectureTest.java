package io.mergefarm.planner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.mergefarm.contracts.storage.ObjectStore;

@AnalyzeClasses(
    packages = "io.mergefarm.planner",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PLANNING_KNOWS_NO_MESSAGING =
      noClasses()
          .that()
          .resideInAnyPackage("..planner.planning..", "..planner.adapter..")
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
              "..contracts.messaging..",
              "..planner.coordination..",
              "..planner.intake..",
              "..planner.status..",
              "..planner.wiring..");

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_THE_LIBRARY_OF_TOKENIZERS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..planner.tokenizer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule PLANNING_READS_AND_WRITES_NOTHING =
      noClasses()
          .that()
          .resideInAnyPackage("..planner.planning..", "..planner.adapter..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..contracts.merge..", "java.nio.file..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectStore.class);
}
