/**
 * What holds at each instruction: types, live locals, unfinished objects, monitors. In: a method with its stack map.
 * Out: {@link MethodFlow}. Start there.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.analyze;
