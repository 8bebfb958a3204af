package org.p3s.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every route says who may call it. */
class RoutePolicyTest {

  @Test
  void everyRouteHasAPolicy() {
    List<String> without = new ArrayList<>();
    int routes = 0;
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.p3s.server")) {
      if (!each.isAnnotatedWith(Path.class)) {
        continue;
      }
      for (JavaMethod method : each.getMethods()) {
        if (method.getAnnotations().stream()
            .anyMatch(a -> a.getRawType().isAnnotatedWith(HttpMethod.class))) {
          routes++;
          if (!hasPolicy(method) && !hasPolicy(each)) {
            without.add(method.getFullName());
          }
        }
      }
    }
    assertThat(without).isEmpty();
    assertThat(routes).isGreaterThan(30);
  }

  private static boolean hasPolicy(
      com.tngtech.archunit.core.domain.properties.CanBeAnnotated annotated) {
    return annotated.isAnnotatedWith(RolesAllowed.class)
        || annotated.isAnnotatedWith(PermitAll.class);
  }
}
