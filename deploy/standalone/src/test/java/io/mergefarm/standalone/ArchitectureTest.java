package io.mergefarm.standalone;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final Path SOURCES = Path.of("src", "main", "java");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mergefarm");

  @Test
  void servicesDoNotKnowEachOther() {
    slices()
        .matching("io.mergefarm.(planner|fetcher|worker|assembler)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
  }

  @Test
  void servicesDoNotKnowWhereTheyRun() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.mergefarm.standalone..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.mergefarm.standalone..")
        .check(classes);
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws IOException {
    List<Path> packages;
    try (Stream<Path> files = Files.walk(ROOT)) {
      packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .filter(folder -> ROOT.relativize(folder).toString().contains(SOURCES.toString()))
              .distinct()
              .toList();
    }
    assertThat(packages)
        .hasSizeGreaterThan(20)
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).isRegularFile());
  }
}
