package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The paths of old clients, as the resources of this package have them, and their roles. */
@Singleton
class Routes {

  /** What stands before the paths inside of this server. */
  static final String INSIDE = "/legacy";

  /** The role of a path that is open to all, browsers included. */
  static final String ANYBODY = "";

  private static final List<Class<?>> RESOURCES =
      List.of(
          DataPaths.class,
          EntryLists.class,
          EvdPaths.class,
          JobPaths.class,
          LogicPaths.class,
          MonPaths.class,
          MonitorLists.class,
          MonitorPages.class,
          PilotPaths.class,
          PurityPaths.class,
          SitePaths.class,
          SummaryPaths.class,
          WorkflowPaths.class);

  private final Map<String, String> roles = new HashMap<>();
  private final Map<String, String> methods = new HashMap<>();

  Routes() {
    for (Class<?> resource : RESOURCES) {
      for (Method method : resource.getMethods()) {
        httpMethod(method)
            .ifPresent(
                name -> {
                  roles.put(path(resource, method), role(method));
                  methods.put(path(resource, method), name);
                });
      }
    }
  }

  private static Optional<String> httpMethod(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(each -> each.annotationType().getAnnotation(HttpMethod.class))
        .filter(Objects::nonNull)
        .map(HttpMethod::value)
        .findFirst();
  }

  private static String path(Class<?> resource, Method method) {
    Path own = method.getAnnotation(Path.class);
    String path =
        resource.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
    return path.substring(INSIDE.length());
  }

  private static String role(Method method) {
    RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
    return allowed == null ? ANYBODY : allowed.value()[0];
  }

  /** All of them, with the role that each asks for. */
  Map<String, String> all() {
    return Map.copyOf(roles);
  }

  /** The role that a path asks for; null when it is no path of old clients. */
  String roleOf(String path) {
    return roles.get(path);
  }

  /** The method by which a path is served: the older p3s looked at none. */
  String methodOf(String path) {
    return methods.get(path);
  }
}
