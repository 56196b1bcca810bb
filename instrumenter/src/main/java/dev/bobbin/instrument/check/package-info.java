/**
 * Looks for what must be refused and what deserves a warning; each rule is a class of its own. There are two doors.
 *
 * <p>{@link Checker} stands before anything is emitted. In: a method and its plan. Out: errors. {@link Reviewer} looks at classes that are
 * done, rewritten or not, as routines that call each other. In: their code. Out: warnings, the same whenever it looks.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.check;
