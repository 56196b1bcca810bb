package dev.bobbin;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for calls that block. There are as many as there are calls at a time, up to a limit, beyond which calls wait for
 * their turn, first come, first served. A thread without work ends after a while.
 *
 * <p>It is not the JDK's executor, since that one makes either all its threads before it reuses one, or lets
 * calls wait while it might make more.
 */
final class BlockingPool {

    private static final String THREADS = "dev.bobbin.blocking.threads";
    private static final String MOST_THREADS = "dev.bobbin.blocking.maxThreads";

    private static final int MOST_PLATFORM_THREADS = 1024;
    private static final long KEEP_MILLIS = 10_000;

    /** From this Java on, a virtual thread that blocks in a monitor lets go of its carrier. */
    private static final int FIRST_WITHOUT_PINNING = 24;

    private static volatile BlockingPool shared; // made when it is first asked for

    private final ThreadFactory factory;
    private final int mostThreads;
    private final long keepMillis;

    // Guarded by this object's monitor.
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int threads; // those that were asked for, so that there are never too many
    private int running; // those that have come to look for work, and will again before they end
    private int mutual; // calls that wait for others of the program
    private int idle; // those that wait for work, and those that were told of some and have not come to take it

    BlockingPool(ThreadFactory factory, int mostThreads, long keepMillis) {
        this.factory = factory;
        this.mostThreads = mostThreads;
        this.keepMillis = keepMillis;
    }

    /**
     * The pool of all programs.
     *
     * @throws IllegalArgumentException if a system property is not what it can be
     */
    static BlockingPool shared() {
        BlockingPool there = shared;
        return there != null ? there : makeShared();
    }

    private static synchronized BlockingPool makeShared() {
        if (shared == null) {
            shared = configured();
        }
        return shared;
    }

    /** The pool that the system properties ask for. */
    private static BlockingPool configured() {
        boolean virtual = isVirtual(System.getProperty(THREADS, "automatic"));
        int most = mostThreads(System.getProperty(MOST_THREADS), virtual ? Integer.MAX_VALUE : MOST_PLATFORM_THREADS);
        // Virtual threads are kept as well: some ask whether the thread of an earlier call lives, such as piped
        // streams.
        return new BlockingPool(virtual ? virtualThreads() : platformThreads(), most, KEEP_MILLIS);
    }

    static boolean isVirtual(String kind) {
        switch (kind) {
            case "automatic":
                return Dispatchers.javaVersion() >= FIRST_WITHOUT_PINNING;
            case "platform":
                return false;
            case "virtual":
                if (!Dispatchers.hasVirtualThreads()) {
                    throw new IllegalArgumentException("System property " + THREADS + " is virtual, but Java "
                            + Dispatchers.javaVersion()
                            + " has no virtual threads: it takes 21. Leave the property out, or set it to platform.");
                }
                return true;
            default:
                throw new IllegalArgumentException(
                        "System property " + THREADS + " is " + kind + ": it can be automatic, platform or virtual.");
        }
    }

    static int mostThreads(String given, int ifNotGiven) {
        if (given == null) {
            return ifNotGiven;
        }
        try {
            int most = Integer.parseInt(given.trim());
            if (most >= 1) {
                return most;
            }
        } catch (NumberFormatException ignored) {
            // told below, with the property's name
        }
        throw new IllegalArgumentException("System property " + MOST_THREADS + " is " + given
                + ": it must be a whole number of threads, 1 or more.");
    }

    static ThreadFactory platformThreads() {
        AtomicInteger count = new AtomicInteger();
        return task -> LibraryThread.daemon(
                task,
                "bobbin-blocking-" + count.incrementAndGet(),
                ClassLoader.getSystemClassLoader()); // each call brings its own
    }

    /** Found by name: Java 8 has none. */
    private static ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            builder = type.getMethod("name", String.class, long.class).invoke(builder, "bobbin-blocking-", 1L);
            builder = type.getMethod("inheritInheritableThreadLocals", boolean.class)
                    .invoke(builder, false);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (InvocationTargetException
                | IllegalAccessException
                | NoSuchMethodException
                | ClassNotFoundException e) {
            throw new AssertionError("Java 21 has them", e);
        }
    }

    /**
     * Has {@code task} run on a thread of the pool, soon or when it is its turn.
     *
     * @throws OutOfMemoryError if there is no thread and the operating system gives none
     */
    void execute(Runnable task) {
        synchronized (this) {
            queue.add(task);
            if (idle >= queue.size()) {
                notify();
                return;
            }
            if (threads == mostThreads) {
                return;
            }
            threads++;
        }
        try {
            factory.newThread(this::work).start();
        } catch (Throwable noThread) {
            if (refuses(task)) {
                throw Sneaky.rethrow(noThread);
            }
        }
    }

    /** Takes back a task that has waited for its turn. False if it has begun. */
    synchronized boolean remove(Runnable task) {
        return queue.remove(task);
    }

    /** Lets in a call that waits for others, unless such have half of the threads already: false then. */
    synchronized boolean enterMutual() {
        if (mutual >= mostThreads / 2) {
            return false;
        }
        mutual++;
        return true;
    }

    /** A call that was let in is over. */
    synchronized void leaveMutual() {
        mutual--;
    }

    synchronized int threads() {
        return threads;
    }

    synchronized int queued() {
        return queue.size();
    }

    /**
     * After no thread could be made: whether there is none to come to the task later either. One that another call is about to
     * start does not count: that may fail as well.
     */
    private synchronized boolean refuses(Runnable task) {
        threads--;
        return running == 0 && queue.remove(task);
    }

    private void work() {
        synchronized (this) {
            running++;
        }
        while (workOnce()) {
            // and wait for more, without the last task on the stack, which keeps alive what it refers to
        }
    }

    private boolean workOnce() {
        Runnable task = next();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** What to do next, after waiting for it; null if the thread is to end. */
    private synchronized Runnable next() {
        long until = System.nanoTime() + keepMillis * 1_000_000;
        while (queue.isEmpty()) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                threads--;
                running--;
                return null;
            }
            idle++;
            try {
                wait(millis);
            } catch (InterruptedException stray) {
                // nobody has a reason to; the thread looks for work as it would have
            } finally {
                idle--;
            }
        }
        return queue.poll();
    }
}
