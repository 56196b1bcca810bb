package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.read.ClassOutline;

/** Calls that suspend though the method they name does not: something else is called in its place. */
public interface Suspensions {

    /** Whether there may be any in {@code user}. */
    boolean isOn(ClassOutline user);

    /**
     * Whether a call of this method would suspend if it stood in a suspendable method of {@code user}.
     *
     * @param opcode of the call
     */
    boolean wouldSuspend(ClassOutline user, int opcode, String owner, String name, String descriptor);
}
