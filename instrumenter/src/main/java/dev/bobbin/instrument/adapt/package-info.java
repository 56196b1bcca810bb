/**
 * Lets suspendable code call what blocks: each call for which a table has a row is replaced by a call that suspends. In: a
 * class as compiled, and who may suspend. Out: the same class with other calls, which are ordinary suspension points from then
 * on, and a list of them. Start with {@link dev.bobbin.instrument.adapt.Adaptation}.
 *
 * <p>{@link dev.bobbin.instrument.adapt.AdaptedCalls} is the table: {@code adapted-calls.txt} beside these classes, and files of
 * the same form that users add.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.adapt;
