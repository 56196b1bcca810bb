/**
 * Decides who may suspend, from annotations, overriding and what compilers generate. In: the type hierarchy. Out:
 * {@link Marks}. Start with {@link Marks}.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.mark;
