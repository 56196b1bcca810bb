/**
 * What the instrumenter says to its users, and where in their source. Start with {@link Diagnostic}.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.diagnostic;
