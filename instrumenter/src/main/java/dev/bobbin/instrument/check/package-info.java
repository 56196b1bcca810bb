/**
 * Looks for what must be refused and what deserves a warning. In: a method and its plan. Out: diagnostics. Start with
 * {@link Checker}; each rule is a class of its own.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.check;
