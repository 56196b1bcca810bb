package dev.bobbin.fuzz;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.Random;

/**
 * What random programs call: suspension points of every type, a trace of what they did, and fuel, so that they end. One
 * program runs at a time.
 */
public final class Probe {

    /** When a suspension point really suspends. */
    public enum Mode {
        PLAIN,
        NEVER,
        ALWAYS,
        RANDOM
    }

    /** Thrown when a program has done enough. */
    public static final class OutOfFuel extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int FUEL = 400;
    private static final int LONGEST_TRACE = 20_000;

    private static Mode mode = Mode.PLAIN;
    private static Random random = new Random();
    private static StringBuilder trace = new StringBuilder();
    private static int fuel;
    private static long suspensions;

    private Probe() {}

    static void reset(Mode next, long seed) {
        mode = next;
        random = new Random(seed);
        trace = new StringBuilder();
        fuel = FUEL;
    }

    static String traced() {
        return trace.toString();
    }

    static long suspensions() {
        return suspensions;
    }

    /** Notes a value, to the last bit. */
    public static void note(Object value) {
        if (trace.length() < LONGEST_TRACE) {
            if (value instanceof int[]) {
                trace.append(java.util.Arrays.toString((int[]) value));
            } else if (value instanceof Throwable) {
                trace.append(value.getClass().getSimpleName());
                for (Throwable suppressed : ((Throwable) value).getSuppressed()) {
                    trace.append('+').append(suppressed.getClass().getSimpleName());
                }
            } else {
                trace.append(value);
            }
            trace.append(' ');
        }
    }

    public static void burn() {
        if (--fuel < 0) {
            throw new OutOfFuel();
        }
    }

    @Suspendable
    public static void pause() {
        if (mode == Mode.ALWAYS || mode == Mode.RANDOM && random.nextInt(3) == 0) {
            suspensions++;
            Continuation.yield();
        }
    }

    @Suspendable
    public static int at(int value) {
        burn();
        pause();
        note(value);
        return value;
    }

    @Suspendable
    public static long at(long value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static float at(float value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static double at(double value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static boolean at(boolean value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static byte at(byte value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static char at(char value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static short at(short value) {
        burn();
        pause();
        return value;
    }

    @Suspendable
    public static <T> T at(T value) {
        burn();
        pause();
        return value;
    }

    /** Throws after it was resumed, now and then. */
    @Suspendable
    public static int fail(int value) throws java.io.IOException {
        burn();
        pause();
        note("fail" + value);
        if ((value & 3) == 1) {
            throw new java.io.IOException("f");
        } else if ((value & 3) == 2) {
            throw new IllegalStateException("g");
        }
        return value;
    }
}
