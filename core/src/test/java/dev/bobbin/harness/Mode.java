package dev.bobbin.harness;

import java.util.Random;

/** When a suspension point really suspends. */
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
        return switch (this) {
            case PLAIN, NEVER -> false;
            case ONCE -> point == 1;
            case ALWAYS, ANOTHER_THREAD, SAVED, COPIED -> true;
            case RANDOM -> random.nextInt(3) == 0;
        };
    }

    /** What is to be compared of a trace: Java's serialization makes one NaN of all. */
    String seen(String trace) {
        return this == SAVED ? trace.replaceAll("NaN#\\w+", "NaN") : trace;
    }
}
