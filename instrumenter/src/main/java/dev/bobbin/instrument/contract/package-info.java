/**
 * The names and descriptors that generated code shares with the runtime. Everything is in {@link Contract}.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.contract;
