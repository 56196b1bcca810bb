package dev.bobbin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets suspendable code call the JDK's blocking methods without blocking its thread: when the class is built, such calls in
 * suspendable methods and in suspendable lambdas are replaced by calls that suspend. {@code Thread.sleep} lets the coroutine
 * sleep, a {@code Socket} is read by way of the event loop, and what can only block, such as JDBC, is done by another thread
 * while the coroutine waits.
 *
 * <p>On a type it counts for the type and those inside it, on a package for all types of the package (not of packages whose
 * names begin with its name). The nearest counts; where there is none, the build's option {@code adaptBlockingCalls} does, which
 * is off unless it is set. Methods that are not suspendable, and calls made by other libraries or by the JDK itself, stay as
 * they are.
 *
 * <p>Code that is adapted still works on a plain thread, which the calls then block as ever. Where the method holds a monitor,
 * a call is not adapted, and the build warns of it.
 *
 * <pre>{@code
 * @AdaptBlockingCalls
 * final class Ticker {
 *     @Suspendable
 *     void run() throws InterruptedException {
 *         for (int i = 1; i <= 3; i++) {
 *             System.out.println("tick " + i);
 *             Thread.sleep(100); // the coroutine waits, its thread does not
 *         }
 *     }
 * }
 * }</pre>
 *
 * The annotation does nothing by itself: the bobbin-maven-plugin, the program or the agent reads it.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface AdaptBlockingCalls {

    /**
     * Whether blocking calls are adapted here.
     *
     * @return {@code false} to leave them as they are, whatever the build's option says
     */
    boolean value() default true;
}
