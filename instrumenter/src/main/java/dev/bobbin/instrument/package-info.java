/**
 * Rewrites compiled classes so that methods marked {@code @Suspendable} can wait and go on later.
 *
 * <p>{@link dev.bobbin.instrument.Instrumenter} is the way in. Each class goes through the packages in this order, and none of
 * them uses one that comes after it:
 *
 * <pre>
 *   read      class files as data; never loads a user's class
 *   analyze   what holds at each instruction: types, live values, monitors
 *   mark      who may suspend
 *   prepare   puts the class into the shape that the scheme can handle
 *   adapt     calls that suspend in the place of calls that block, where that is asked for
 *   plan      every decision as plain values
 *   check     what is refused or warned about
 *   emit      plan to bytecode
 *   write     to disk
 * </pre>
 *
 * {@code report} takes down what happens on the way, for people to read. {@code contract} holds the names that generated code
 * shares with the runtime, {@code diagnostic} what is said to users. The scheme itself is told in docs/transformation.md.
 */
package dev.bobbin.instrument;
