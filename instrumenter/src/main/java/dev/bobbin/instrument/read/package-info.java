/**
 * Class files as data: where they are found, what they declare, how types descend. It never loads a user's class.
 * Start with {@link TypeHierarchy}.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.read;
