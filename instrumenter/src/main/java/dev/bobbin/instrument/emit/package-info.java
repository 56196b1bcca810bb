/**
 * Writes what was planned as bytecode. In: {@link dev.bobbin.instrument.plan.MethodPlan}s. Out: class files. Start with
 * {@link ClassRewriter}; {@code FastPath}, {@code ResumePath}, {@code FrameClass} and {@code PlainEntry} are the four things that a
 * suspendable method becomes.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.emit;
