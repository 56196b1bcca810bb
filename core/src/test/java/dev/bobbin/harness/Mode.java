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
    ANOTHER_THREAD;

    boolean suspends(int point, Random random) {
        return switch (this) {
            case PLAIN, NEVER -> false;
            case ONCE -> point == 1;
            case ALWAYS, ANOTHER_THREAD -> true;
            case RANDOM -> random.nextInt(3) == 0;
        };
    }
}
