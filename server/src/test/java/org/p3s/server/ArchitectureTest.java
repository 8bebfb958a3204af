package org.p3s.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The table of packages: who may use whom. */
@AnalyzeClasses(packages = "org.p3s.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "org.p3s.server.";

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule platform = only("platform");
  @ArchTest static final ArchRule dag = only("dag");
  @ArchTest static final ArchRule account = only("account", "platform");
  @ArchTest static final ArchRule template = only("template", "dag", "account", "platform");
  @ArchTest static final ArchRule job = only("job", "account", "platform");
  @ArchTest static final ArchRule pilot = only("pilot", "job", "account", "platform");

  @ArchTest
  static final ArchRule workflow =
      only("workflow", "template", "job", "dag", "account", "platform");

  @ArchTest
  static final ArchRule broker =
      only("broker", "workflow", "job", "pilot", "dag", "account", "platform");

  @ArchTest
  static final ArchRule nobodyUsesTheWeb =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "web..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "web..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ofThePilotOnlyItsRecordsAndTheInbox =
      classes()
          .that()
          .resideInAPackage(ROOT + "..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.p3s.server..", "org.p3s.protocol..", "org.p3s.inbox..")
                  .or(
                      com.tngtech.archunit.base.DescribedPredicate.not(
                          resideInAnyPackage("org.p3s.."))));

  private static ArchRule only(String feature, String... allowed) {
    String[] others = new String[allowed.length + 1];
    others[0] = ROOT + feature + "..";
    for (int i = 0; i < allowed.length; i++) {
      others[i + 1] = ROOT + allowed[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + feature + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "..")
                .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(others))));
  }
}
