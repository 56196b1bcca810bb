package dev.bobbin.harness;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.ThreadStack;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * What programs under test call: suspension points of every type, a trace of what they did, and fuel, so that they end. One
 * program runs at a time. Java 8: see {@link Runs}.
 */
public final class Probe {

    /** Thrown when a program has done enough. */
    public static final class OutOfFuel extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What a suspension point throws after it was resumed, if the mode says so. */
    public static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int FUEL = 400;
    private static final int LONGEST_TRACE = 20_000;

    private static Mode mode = Mode.PLAIN;
    private static Random random = new Random();
    private static StringBuilder trace = new StringBuilder();
    private static int fuel;
    private static int points;
    private static int failing;
    private static long suspensions;

    private Probe() {}

    /** Begins anew. The suspension point that is reached as the {@code failing}-th throws; none does if that is zero. */
    static void reset(Mode next, long seed, int failing) {
        mode = next;
        random = new Random(seed);
        trace = new StringBuilder();
        fuel = FUEL;
        points = 0;
        Probe.failing = failing;
    }

    static String traced() {
        return trace.toString();
    }

    /** How many suspension points were reached since the reset. */
    static int points() {
        return points;
    }

    /** Counts suspensions in another JVM. */
    static void suspended(long elsewhere) {
        suspensions += elsewhere;
    }

    /** How often a program suspended, since the class was loaded. */
    public static long suspensions() {
        return suspensions;
    }

    /** Notes a value, to the last bit. */
    public static void note(Object value) {
        if (trace.length() < LONGEST_TRACE) {
            if (value instanceof int[]) {
                trace.append(Arrays.toString((int[]) value));
            } else if (value instanceof Double) {
                trace.append(value).append('#').append(Long.toHexString(Double.doubleToRawLongBits((Double) value)));
            } else if (value instanceof Float) {
                trace.append(value).append('#').append(Integer.toHexString(Float.floatToRawIntBits((Float) value)));
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

    /** Gives a part of a program fuel of its own. */
    public static void refuel(int amount) {
        fuel = amount;
    }

    public static void burn() {
        if (--fuel < 0) {
            throw new OutOfFuel();
        }
    }

    @Suspendable
    public static void pause() {
        int point = ++points;
        if (mode.suspends(point, random)) {
            suspensions++;
            Continuation.yield();
        }
        if (point == failing) {
            throw new Failed();
        }
    }

    /** A suspension point for code that is also called through frames that cannot wait: there it does nothing. */
    @Suspendable
    public static void pauseIfPossible() {
        if (!(FrameStack.current() instanceof ThreadStack)) {
            pause();
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
    public static int fail(int value) throws IOException {
        burn();
        pause();
        note("fail" + value);
        if ((value & 3) == 1) {
            throw new IOException("f");
        } else if ((value & 3) == 2) {
            throw new IllegalStateException("g");
        }
        return value;
    }
}
