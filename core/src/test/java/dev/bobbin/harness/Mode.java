package dev.bobbin.harness;

import java.util.Random;

/** When a suspension point really suspends. Java 8: see {@link Runs}. */
public enum Mode {
    /** Nothing is instrumented: the oracle. */
    PLAIN,
    NEVER,
    ONCE,
    ALWAYS,
    RANDOM,
    /** Always, and each of the first steps runs in a thread of its own. */
    ANOTHER_THREAD,
    /** Always, and what goes on is read from the bytes that the continuation was saved to. */
    SAVED,
    /** Always, and what goes on is a copy. */
    COPIED;

    boolean suspends(int point, Random random) {
        switch (this) {
            case PLAIN:
            case NEVER:
                return false;
            case ONCE:
                return point == 1;
            case RANDOM:
                return random.nextInt(3) == 0;
            default:
                return true;
        }
    }

    /** What is to be compared of a trace: Java's serialization makes one NaN of all. */
    String seen(String trace) {
        return this == SAVED ? trace.replaceAll("NaN#\\w+", "NaN") : trace;
    }
}
