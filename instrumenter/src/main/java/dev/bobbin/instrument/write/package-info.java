/**
 * Puts class files on disk, all or none. In: changed classes by name. Start with {@link ClassDirectory}.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.write;
