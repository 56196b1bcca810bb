import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withDispatcher;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineLocal;
import dev.bobbin.CoroutineScope;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.Dispatcher;
import dev.bobbin.Dispatchers;
import dev.bobbin.EventLoop;
import dev.bobbin.LoopWatch;
import dev.bobbin.Select;
import dev.bobbin.Suspendable;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.stream.SuspendableStream;
import dev.bobbin.sync.Barrier;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Latch;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Pool;
import dev.bobbin.sync.ReadWriteLock;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Coroutines and what they meet at, on every dispatcher that is there. */
public class Tasks {

    private static final Duration LONG = Duration.ofMinutes(1);

    static void run() throws Exception {
        runBlocking(() -> coroutines());
        runBlocking(() -> channels());
        runBlocking(() -> whatTheyMeetAt());
        EachInTurn.equal("[[2, 4], [6]]", runBlocking(() -> SuspendableStream.of(1, 2, 3, 4, 5, 6)
                .filter(i -> i < 4)
                .map(i -> slowlyTwice(i))
                .chunked(2)
                .toList()
                .toString()));
        dispatchers();
        inheritedByNobody();
        watchedLoop();
    }

    @Suspendable
    private static int slowlyTwice(int i) {
        yieldNow();
        return i * 2;
    }

    @Suspendable
    private static void coroutines() throws Exception {
        Coroutine<Integer> three = spawn("three", () -> slowlyTwice(1) + 1);
        Coroutine<Integer> fails = spawn(() -> {
            throw new IllegalStateException("on purpose");
        });
        EachInTurn.equal(3, three.get());
        EachInTurn.equal("on purpose", failure(fails));
        Coroutine<?> asleep = spawn(() -> sleepLong());
        yieldNow();
        EachInTurn.equal("sleepLong", asleep.getStackTrace().get(0).getMethodName());
        asleep.cancelAndJoin();
        EachInTurn.equal(true, asleep.isCancelled());
        EachInTurn.equal("too late", late());
        EachInTurn.equal("later", await(CompletableFuture.supplyAsync(() -> "later")));
        try (CoroutineScope scope = CoroutineScope.open()) {
            List<Coroutine<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                children.add(scope.spawn(() -> slowlyTwice(number)));
            }
            int sum = 0;
            for (Coroutine<Integer> each : children) {
                sum += each.get();
            }
            EachInTurn.equal(999_000, sum);
        }
        EachInTurn.equal("[1, 2]", CoroutineScope.<Object>all(Arrays.asList(() -> 1, () -> 2)).toString());
    }

    @Suspendable
    private static int sleepLong() {
        sleep(LONG);
        return 1;
    }

    @Suspendable
    private static String failure(Coroutine<?> coroutine) {
        try {
            coroutine.join();
            return "nothing";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    @Suspendable
    private static String late() {
        try {
            withTimeout(Duration.ofMillis(5), () -> sleep(LONG));
            return "in time";
        } catch (DeadlineExceededException e) {
            return "too late";
        }
    }

    @Suspendable
    private static void channels() {
        Channel<Integer> numbers = Channel.buffered(2);
        Channel<String> words = Channel.rendezvous();
        spawn(() -> {
            for (int i = 0; i < 5; i++) {
                numbers.send(i);
            }
            numbers.close();
        });
        int sum = 0;
        for (int each : numbers) {
            sum += each;
        }
        EachInTurn.equal(10, sum);
        spawn(() -> words.send("word"));
        EachInTurn.equal("word", Select.<String>biased()
                .onReceive(words, word -> word)
                .onTimeout(LONG, () -> "nothing came")
                .await());
        EachInTurn.equal("nothing came", Select.<String>fair()
                .onReceive(words, word -> word)
                .onTimeout(Duration.ofMillis(5), () -> "nothing came")
                .await());
    }

    @Suspendable
    private static void whatTheyMeetAt() throws Exception {
        Mutex mutex = new Mutex();
        Semaphore two = new Semaphore(2);
        ReadWriteLock lock = new ReadWriteLock();
        Barrier barrier = new Barrier(3);
        Latch latch = new Latch(3);
        Event event = new Event();
        WorkQueue<Integer> queue = WorkQueue.priority(5, (a, b) -> b - a);
        for (int i = 0; i < 3; i++) {
            int number = i;
            spawn(() -> {
                event.await();
                barrier.await();
                mutex.withLock(() -> two.withPermit(() -> lock.withWriteLock(() -> {
                    queue.put(slowlyTwice(number));
                    return null;
                })));
                latch.countDown();
            });
        }
        event.set();
        latch.await();
        EachInTurn.equal("4 2 0", queue.take() + " " + queue.take() + " " + queue.take());
        try (Pool pool = new Pool(2)) {
            EachInTurn.equal("[2, 4, 6]", pool.map(Arrays.asList(1, 2, 3), i -> slowlyTwice(i)).toString());
        }
    }

    private static void dispatchers() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        EventLoop loop = EventLoop.start("a loop");
        Dispatcher own = Dispatchers.parallel("own", 2);
        for (Dispatcher each : Arrays.asList(Dispatchers.parallel(), own, Dispatchers.of(threads), loop)) {
            AtomicInteger count = new AtomicInteger();
            runBlocking(() -> withDispatcher(each, () -> {
                List<Coroutine<?>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    all.add(spawn(each, () -> {
                        sleep(1);
                        yieldNow();
                        count.addAndGet(blocking(() -> 1));
                    }));
                }
                joinAll(all);
                return null;
            }));
            EachInTurn.equal(100, count.get());
        }
        loop.stop();
        threads.shutdown();
        EachInTurn.equal(EachInTurn.javaVersion() >= 21, Dispatchers.hasVirtualThreads());
        if (!Dispatchers.hasVirtualThreads()) {
            EachInTurn.equal(
                    "There are no virtual threads in Java " + EachInTurn.javaVersion()
                            + ": it takes 21. Use Dispatchers.of(Executors.newCachedThreadPool()).",
                    EachInTurn.thrown(UnsupportedOperationException.class, () -> Dispatchers.virtualThreads())
                            .getMessage());
        }
    }

    /** Threads that serve the whole program keep nothing of whoever came first. */
    private static void inheritedByNobody() {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("of whoever came first");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader ofApplication = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(ofApplication);
        try {
            // more at a time than have been before, so some are new
            runBlocking(() -> {
                CoroutineLocal<String> local = CoroutineLocal.create();
                List<Coroutine<String>> all = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    all.add(spawn(() -> blocking(() -> {
                        Thread.sleep(5);
                        return "" + inherited.get() + local.get();
                    })));
                }
                for (Coroutine<String> each : all) {
                    EachInTurn.equal("nullnull", each.get());
                }
            });
            String[] found = new String[2];
            spawn(Dispatchers.parallel("new", 1), () -> {
                found[0] = inherited.get();
                found[1] = "" + (Thread.currentThread().getContextClassLoader() == ofApplication);
            }).join();
            EachInTurn.equal("[null, false]", Arrays.toString(found));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            inherited.remove();
        }
    }

    @SuppressSuspensionWarnings("blocking-call") // the watch is to see it
    private static void watchedLoop() {
        AtomicReference<String> place = new AtomicReference<>();
        LoopWatch.setLimit(Duration.ofMillis(10));
        LoopWatch.onBlockedLoop(found -> place.set(found.place().getMethodName()));
        runBlocking(() -> holdUp(place));
        LoopWatch.setLimit(Duration.ZERO);
        EachInTurn.equal("holdUp-resume", place.get());
    }

    @Suspendable
    @SuppressSuspensionWarnings("blocking-call")
    private static void holdUp(AtomicReference<String> until) throws InterruptedException {
        yieldNow();
        for (int i = 0; i < 1000 && until.get() == null; i++) {
            Thread.sleep(10);
        }
    }
}
