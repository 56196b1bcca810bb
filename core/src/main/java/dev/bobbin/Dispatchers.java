package dev.bobbin;

import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import javax.swing.SwingUtilities;

/**
 * The dispatchers besides {@link EventLoop}.
 *
 * <p>On a loop, and on Swing's thread, what runs between two suspensions runs alone. On the parallel dispatcher, on an executor
 * with several threads and on virtual threads it does not: what coroutines share must be guarded or handed over. Everything that
 * a coroutine does happens before all that it does after a suspension, on whichever thread; and what hands something over (a
 * channel, a mutex, a join) says what it orders.
 *
 * <pre>{@code
 * long total = withDispatcher(Dispatchers.parallel(), () -> {
 *     try (CoroutineScope scope = CoroutineScope.open()) {
 *         Coroutine<Long> left = scope.spawn(() -> sum(0, middle));
 *         Coroutine<Long> right = scope.spawn(() -> sum(middle, end));
 *         return left.get() + right.get();
 *     }
 * });
 * }</pre>
 */
public final class Dispatchers {

    private Dispatchers() {}

    /** Made when it is first asked for. */
    private static final class Parallel {
        static final Dispatcher SHARED =
                new WorkStealing("bobbin-parallel", Runtime.getRuntime().availableProcessors());
    }

    /** Made when it is first asked for: Java 8 and servers do without Swing. */
    private static final class Swing {
        static final Dispatcher SHARED = new Guarded("the event dispatch thread of Swing", SwingUtilities::invokeLater);
    }

    /** Made when it is first asked for. */
    private static final class Virtual {
        static final Dispatcher SHARED = new VirtualThreads();
    }

    /**
     * Runs coroutines on as many daemon threads as there are processors; a thread without work takes some from another.
     *
     * @return always the same one
     */
    public static Dispatcher parallel() {
        return Parallel.SHARED;
    }

    /**
     * As {@link #parallel()}, with threads of its own, which end some time after their last work.
     *
     * @param name the threads' name
     * @param threads how many, 1 or more
     * @return a new dispatcher
     */
    public static Dispatcher parallel(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "A dispatcher was to have " + threads + " threads: it must be 1 or more");
        }
        return new WorkStealing(Objects.requireNonNull(name, "name"), threads);
    }

    /**
     * Runs coroutines on an executor. Its threads must not be blocked by them: what waits on such a thread outside of a
     * coroutine is refused.
     *
     * @param executor must run what it is given later, not inside of the call
     * @return a new dispatcher
     */
    public static Dispatcher of(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return new Guarded("executor " + executor, executor);
    }

    /**
     * Runs coroutines on Swing's event dispatch thread, between its events.
     *
     * @return always the same one
     */
    public static Dispatcher swing() {
        return Swing.SHARED;
    }

    /**
     * Runs each step of a coroutine on a virtual thread, so that a call which blocks holds up nobody else.
     *
     * @return always the same one
     * @throws UnsupportedOperationException before Java 21
     */
    public static Dispatcher virtualThreads() {
        if (!hasVirtualThreads()) {
            throw new UnsupportedOperationException("There are no virtual threads in Java " + javaVersion()
                    + ": it takes 21. Use Dispatchers.of(Executors.newCachedThreadPool()).");
        }
        return Virtual.SHARED;
    }

    /**
     * Whether {@link #virtualThreads} can be had.
     *
     * @return true from Java 21 on
     */
    public static boolean hasVirtualThreads() {
        return javaVersion() >= 21;
    }

    /** The version of the Java that runs this: 8, 9, 10 and so on. */
    static int javaVersion() {
        String version = System.getProperty("java.specification.version");
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }

    /** The library's own pool of threads that steal work, in the order of arrival. */
    private static final class WorkStealing implements Dispatcher {
        private final String name;
        private final ForkJoinPool pool;

        WorkStealing(String name, int threads) {
            this.name = name;
            this.pool = new ForkJoinPool(threads, this::newThread, null, true);
        }

        private ForkJoinWorkerThread newThread(ForkJoinPool of) {
            ForkJoinWorkerThread thread = LibraryThread.madeBy(
                    () -> ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(of),
                    ClassLoader.getSystemClassLoader());
            thread.setName(name + "-" + thread.getPoolIndex());
            return thread;
        }

        @Override
        public void dispatch(Runnable step) {
            pool.execute(step);
        }

        @Override
        public String toString() {
            return "dispatcher " + name;
        }
    }

    /** Threads that somebody else makes. */
    private static final class Guarded implements Dispatcher {
        private final String name;
        private final Executor executor;

        Guarded(String name, Executor executor) {
            this.name = name;
            this.executor = executor;
        }

        @Override
        public void dispatch(Runnable step) {
            executor.execute(step);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Found by name: Java 8 has none. */
    private static final class VirtualThreads implements Dispatcher {
        private final Executor executor;

        VirtualThreads() {
            try {
                executor = (Executor) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException e) {
                throw new AssertionError("Java 21 has them", e);
            }
        }

        @Override
        public void dispatch(Runnable step) {
            executor.execute(step);
        }

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public String toString() {
            return "virtual threads";
        }
    }
}
