package dev.bobbin.benchmarks;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;

/**
 * How many bytes of heap does a sleeping task take, with its handle? Counted by what the collector leaves of a
 * million. A program of its own, in a JVM with {@code -XX:+UseSerialGC}, whose counts are exact, and {@code -Xmx6g}. An
 * argument says how many instead of a million.
 */
public final class ParkedBytes {

    private static final int MANY = 1_000_000;
    private static int tasks;
    private static final long LONG = 3_600_000;

    private ParkedBytes() {}

    public static void main(String[] arguments) throws Exception {
        tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MANY;
        coroutines();
        kotlin();
        virtualThreads(); // last: their ends take a while, and would free what is counted next
    }

    private static void coroutines() throws InterruptedException {
        EventLoop loop = EventLoop.start("sleepers");
        Coroutines.spawn(loop, () -> Coroutines.sleep(1)).join();
        long before = usedHeap();
        Coroutine<?>[] coroutines = new Coroutine<?>[tasks];
        for (int i = 0; i < tasks; i++) {
            coroutines[i] = Coroutines.spawn(loop, () -> Coroutines.sleep(LONG));
        }
        CountDownLatch allSleep = new CountDownLatch(1);
        Coroutines.spawn(loop, () -> {
            Coroutines.sleep(1000);
            allSleep.countDown();
        });
        allSleep.await();
        print("Bobbin coroutine", before);
        for (Coroutine<?> coroutine : coroutines) {
            coroutine.cancel();
        }
        loop.stop();
    }

    private static void virtualThreads() throws ReflectiveOperationException {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            System.out.println("virtual thread: not on this JDK");
            return;
        }
        long before = usedHeap();
        Thread[] threads = new Thread[tasks];
        for (int i = 0; i < tasks; i++) {
            threads[i] = (Thread) start.invoke(null, (Runnable) () -> {
                try {
                    Thread.sleep(LONG);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        print("virtual thread", before);
    }

    /** By reflection: they are there in the Kotlin profile only. */
    private static void kotlin() throws ReflectiveOperationException {
        Method parked;
        try {
            parked = Class.forName("dev.bobbin.benchmarks.kotlin.Peers")
                    .getMethod("parked", int.class, long.class, Runnable.class);
        } catch (ClassNotFoundException e) {
            System.out.println("Kotlin coroutine: only in the profile 'kotlin'");
            return;
        }
        parked.invoke(null, 1, 1L, (Runnable) () -> {});
        long before = usedHeap();
        parked.invoke(null, tasks, LONG, (Runnable) () -> print("Kotlin coroutine", before));
    }

    private static void print(String what, long before) {
        System.out.printf("%s: %d bytes%n", what, (usedHeap() - before - 4L * tasks) / tasks);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
