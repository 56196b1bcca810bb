package dev.bobbin.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Virtual threads by method handle, since these benchmarks are compiled for JDKs that have none. */
final class VirtualThreads {

    /** For a fork: all of them on one thread, as coroutines are on an event loop. */
    static final String ON_ONE_THREAD = "-Djdk.virtualThreadScheduler.parallelism=1";

    private static final MethodHandle START = start();

    private VirtualThreads() {}

    static Thread start(Runnable body) {
        try {
            return (Thread) START.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Runs {@code body} in a virtual thread to its end. */
    static void run(Runnable body) {
        join(start(body));
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle start() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null; // this JDK has none, and the benchmarks that call this are left out
        }
    }
}
