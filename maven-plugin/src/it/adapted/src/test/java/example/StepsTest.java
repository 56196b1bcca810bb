package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.SuspendableCallable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class StepsTest {

    /** Of the sleeps of ten coroutines on one thread, each begins before the first ends. */
    @Test
    void tenSleepsOverlap() throws Exception {
        List<String> trace = new ArrayList<>();
        Set<Thread> threads = new HashSet<>();
        long start = System.nanoTime();
        Coroutines.runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int n = i;
                all.add(Coroutines.spawn(() -> {
                    threads.add(Thread.currentThread());
                    trace.add("begins");
                    Thread.sleep(300);
                    trace.add("ends");
                    threads.add(Thread.currentThread());
                    assertEquals("slept " + n, Steps.slept(n));
                }));
            }
            Coroutines.joinAll(all);
        });
        assertEquals(1, threads.size());
        for (int i = 0; i < 20; i++) {
            assertEquals(i < 10 ? "begins" : "ends", trace.get(i));
        }
        System.out.println("ten coroutines slept " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    /** The driver blocks other threads: all calls have begun before the first coroutine goes on. */
    @Test
    void callsOfADriverOfOneSOwnAreMadeByOtherThreads() {
        List<String> trace = new ArrayList<>();
        Coroutines.runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int n = i;
                all.add(Coroutines.spawn(() -> {
                    trace.add("asks");
                    assertEquals("asked " + n + "!", Steps.asked(new Driver(), n));
                    trace.add("knows");
                }));
            }
            Coroutines.joinAll(all);
        });
        assertEquals(Arrays.asList("asks", "asks", "asks", "asks", "asks"), trace.subList(0, 5));
    }

    /** Who waits for the future does not keep the one that completes it from running on the same thread. */
    @Test
    void aFutureIsAwaited() throws Exception {
        FutureTask<String> future = new FutureTask<>(() -> "done");
        String got = Coroutines.runBlocking((SuspendableCallable<String>) () -> {
            Coroutine<String> waiting = Coroutines.spawn(() -> Steps.got(future));
            Coroutines.spawn(future::run);
            return waiting.get();
        });
        assertEquals("done", got);
    }

    @Test
    void aPlainThreadIsBlockedAsEver() throws Exception {
        long start = System.nanoTime();
        assertEquals("slept 1", Steps.slept(1));
        assertTrue(System.nanoTime() - start >= 300_000_000L);
    }
}
