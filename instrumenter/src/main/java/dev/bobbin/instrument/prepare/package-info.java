/**
 * Puts a class into the shape that the scheme can handle: stack maps where there are none, objects constructed late,
 * conversions where they can suspend. In: a class as compiled. Out: the same class, still without a word of coroutines.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.prepare;
