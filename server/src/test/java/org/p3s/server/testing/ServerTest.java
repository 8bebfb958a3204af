package org.p3s.server.testing;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test against the whole server on a real PostgreSQL; all such tests share one of each. */
@QuarkusTest
@WithTestResource(
    value = TestPostgres.class,
    scope = io.quarkus.test.common.TestResourceScope.GLOBAL)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ServerTest {}
