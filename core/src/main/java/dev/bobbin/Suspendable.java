package dev.bobbin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks code that may suspend: in a coroutine it gives its thread back while it waits, on a plain thread it blocks it.
 *
 * <p>On a method it marks the method and all that override it; on a type, all methods that the type declares; on a package,
 * all methods of its types. Constructors, static initialisers and native methods cannot suspend. On the method of a
 * functional interface it lets lambdas and method references of that interface suspend.
 *
 * <p>The annotation does nothing by itself: the bobbin-maven-plugin rewrites the marked methods when the project is built.
 *
 * <pre>{@code
 * @Suspendable
 * static int slowSum(int a, int b) {
 *     sleep(1000);
 *     return a + b;
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.PACKAGE})
public @interface Suspendable {}
