package org.p3s.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of packages: who may use whom. */
class ArchitectureTest {

  private static final String ROOT = "org.p3s.server.";

  /** What each package may use besides itself, the JDK and libraries. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("platform", List.of()),
          Map.entry("dag", List.of()),
          Map.entry("history", List.of("platform")),
          Map.entry("account", List.of("platform")),
          Map.entry("template", List.of("dag", "account", "platform")),
          Map.entry("job", List.of("account", "platform")),
          Map.entry("pilot", List.of("job", "account", "platform")),
          Map.entry("deadline", List.of("template", "job", "pilot", "dag", "account", "platform")),
          Map.entry(
              "workflow", List.of("deadline", "template", "job", "dag", "account", "platform")),
          Map.entry(
              "broker",
              List.of("workflow", "deadline", "job", "pilot", "dag", "account", "platform")),
          Map.entry(
              "data",
              List.of("workflow", "deadline", "template", "job", "dag", "account", "platform")),
          Map.entry("dqm", List.of("data", "workflow", "job", "account", "platform")));

  private final JavaClasses server =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.p3s.server");

  @Test
  void packagesUseOnlyWhatTheTableSays() {
    MAY_USE.forEach(
        (feature, allowed) -> {
          Set<String> own = new HashSet<>(Set.of(ROOT + feature + ".."));
          allowed.forEach(each -> own.add(ROOT + each + ".."));
          noClasses()
              .that()
              .resideInAPackage(ROOT + feature + "..")
              .should()
              .dependOnClassesThat(
                  resideInAnyPackage("org.p3s.server..")
                      .and(not(resideInAnyPackage(own.toArray(String[]::new)))))
              .allowEmptyShould(true)
              .check(server);
        });
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> features = new HashSet<>();
    server.forEach(
        each -> features.add(each.getPackageName().substring(ROOT.length()).split("\\.", 2)[0]));
    features.removeAll(Set.of("web", "legacy")); // use all others
    assertThat(MAY_USE.keySet()).containsAll(features);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(server);
  }

  @Test
  void ofThePilotTheServerUsesOnlyTheRecordsAndTheInbox() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("org.p3s.server..", "org.p3s.protocol..", "org.p3s.inbox..")
                .or(not(resideInAnyPackage("org.p3s.."))))
        .check(server);
  }
}
