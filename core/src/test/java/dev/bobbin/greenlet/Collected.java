package dev.bobbin.greenlet;

import java.lang.ref.Reference;

/** Whether the garbage collector takes something. */
final class Collected {

    private static final int MOST_COLLECTIONS = 100;

    private Collected() {}

    /** Runs collections until {@code reference} is cleared. False if it stays, so something still leads there. */
    static boolean is(Reference<?> reference) {
        for (int i = 0; i < MOST_COLLECTIONS && !reference.refersTo(null); i++) {
            System.gc();
        }
        return reference.refersTo(null);
    }
}
