package dev.bobbin.benchmarks;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;

/** How many bytes of heap does a sleeping task take? Counted by what the collector leaves of 200000. Run as a program. */
public final class ParkedBytes {

    private static final int TASKS = 200_000;
    private static final long LONG = 3_600_000;

    private ParkedBytes() {}

    public static void main(String[] arguments) throws Exception {
        EventLoop loop = EventLoop.start("sleepers");
        Coroutines.spawn(loop, () -> Coroutines.sleep(1)).join();
        long before = usedHeap();
        Coroutine<?>[] coroutines = new Coroutine<?>[TASKS];
        for (int i = 0; i < TASKS; i++) {
            coroutines[i] = Coroutines.spawn(loop, () -> Coroutines.sleep(LONG));
        }
        CountDownLatch allSleep = new CountDownLatch(1);
        loop.dispatch(() -> loop.dispatch(allSleep::countDown));
        allSleep.await();
        print("bobbin coroutine", before);
        coroutines[0].cancel();

        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            long beforeThreads = usedHeap();
            Thread[] threads = new Thread[TASKS];
            for (int i = 0; i < TASKS; i++) {
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
            print("virtual thread", beforeThreads);
        } catch (NoSuchMethodException e) {
            System.out.println("virtual thread: not on this JDK");
        }
    }

    private static void print(String what, long before) {
        System.out.printf("%s: %d bytes%n", what, (usedHeap() - before - 4L * TASKS) / TASKS);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
