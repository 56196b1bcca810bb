/**
 * Coroutines, generators and greenlets for any JVM from Java 8 up: what users import.
 *
 * <p>{@link dev.bobbin.Suspendable} marks what may suspend. {@link dev.bobbin.Continuation} is the primitive;
 * {@link dev.bobbin.Generator} stands on it.
 */
package dev.bobbin;
