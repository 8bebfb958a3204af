package org.p3s.pilot;

import java.lang.reflect.Proxy;

/** TERM and INT as events. */
final class Signals {

  private Signals() {}

  /**
   * Runs the action at each TERM and INT instead of ending the JVM at once.
   *
   * <p>By reflection: {@code sun.misc.Signal} is in every JDK, but naming it in the source is a
   * warning that cannot be switched off. A shutdown hook would be no substitute, as the second
   * signal never reaches it.
   *
   * @return false when this Java has no such class, or the signal is taken
   */
  static boolean onTermination(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) -> {
                if (!method.getName().equals("handle")) {
                  return method.getName().equals("hashCode") ? (Object) 1 : "termination";
                }
                action.run();
                return null;
              });
      for (String name : new String[] {"TERM", "INT"}) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handlerType).invoke(null, one, handler);
      }
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
