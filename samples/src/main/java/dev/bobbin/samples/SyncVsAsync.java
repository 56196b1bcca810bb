package dev.bobbin.samples;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same ten tasks one after the other, and at the same time. The task is one method: only its caller differs. */
public final class SyncVsAsync {

    private SyncVsAsync() {}

    /** Takes the milliseconds that a task waits, 500 if not given. */
    public static void main(String[] args) {
        int millis = args.length > 0 ? Integer.parseInt(args[0]) : 500;

        System.out.println("Synchronous:");
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            task(i, millis); // on a plain thread: the thread waits
        }
        printWall(start);

        System.out.println("Asynchronous:");
        start = System.nanoTime();
        List<Coroutine<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            tasks.add(spawn(() -> task(number, millis))); // in a coroutine: only the coroutine waits
        }
        joinAll(tasks);
        printWall(start);
    }

    @Suspendable
    private static void task(int number, int millis) {
        sleep(millis);
        System.out.println("Task " + number + " done");
    }

    private static void printWall(long start) {
        System.out.printf(Locale.ROOT, "10 tasks in %.2f s%n", (System.nanoTime() - start) / 1e9);
    }
}
