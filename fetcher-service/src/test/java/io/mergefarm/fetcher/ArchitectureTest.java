package io.mergefarm.fetcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.mergefarm.fetcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule CHECKPOINTS_KNOW_NO_MESSAGING =
      noClasses()
          .that()
          .resideInAnyPackage("..fetcher.checkpoint..", "..fetcher.pickle..")
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
              "..contracts.event..",
              "..fetcher.staging..",
              "..fetcher.wiring..");
}
