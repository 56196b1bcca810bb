package dev.bobbin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a warning of the bobbin-maven-plugin was read, and that the code is meant as it is. It counts for the method, type
 * or package that it stands on, the lambdas and classes in it included. What is refused cannot be suppressed.
 *
 * <pre>{@code
 * @Suspendable
 * @SuppressSuspensionWarnings("blocking-call") // a file of three lines
 * Settings read(Path file) throws IOException {
 *     return Settings.parse(Files.readAllLines(file));
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE, ElementType.PACKAGE})
public @interface SuppressSuspensionWarnings {

    /**
     * Which warnings: the names that stand in brackets at their ends.
     *
     * @return such as {@code "blocking-call"} or {@code "caller-not-suspendable"}
     */
    String[] value();
}
