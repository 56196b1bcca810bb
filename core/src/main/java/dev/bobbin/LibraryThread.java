package dev.bobbin;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes the threads that serve all of a program and outlive whoever came first. A thread keeps much of the one that makes it: its
 * context class loader, its inheritable thread-locals, and the classes on its stack, for the access checks of old. An application
 * whose class loader is thrown away, to be loaded anew, would live on in there. So these have none of that.
 */
final class LibraryThread {

    private static final Constructor<Thread> WITHOUT_LOCALS = withoutLocals();

    /** Where Java 8 keeps what a thread inherits; null from Java 9 on, and where it is not to be had. */
    private static final Field INHERITED_LOCALS = WITHOUT_LOCALS == null ? inheritedLocals() : null;

    private LibraryThread() {}

    /**
     * A daemon thread that has not started.
     *
     * @param contextLoader what code that runs in it finds as its context class loader
     */
    static Thread daemon(Runnable task, String name, ClassLoader contextLoader) {
        PrivilegedAction<Thread> make = () -> make(task, name);
        Thread thread;
        try {
            thread = AccessController.doPrivileged(make); // the stack counts from here on only
        } catch (NoClassDefFoundError
                | NoSuchMethodError gone) { // it is to leave the JDK, with what it is good for here
            thread = make.run();
        }
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }

    /**
     * A thread that somebody else makes, in a way that lets it inherit: so it is made by one that has nothing.
     *
     * @param contextLoader what code that runs in it finds as its context class loader
     */
    static <T extends Thread> T madeBy(Callable<T> maker, ClassLoader contextLoader) {
        FutureTask<T> making = new FutureTask<>(() -> {
            T thread = maker.call();
            thread.setContextClassLoader(contextLoader);
            return thread;
        });
        daemon(making, "bobbin-maker", contextLoader).start();
        return made(making);
    }

    /** A thread pool's thread may well wait here: it is soon, and the pool is not to make yet another for it. */
    private static <T> T made(FutureTask<T> making) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return making.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw Sneaky.rethrow(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Thread make(Runnable task, String name) {
        try {
            if (WITHOUT_LOCALS != null) {
                return WITHOUT_LOCALS.newInstance(null, task, name, 0L, false);
            }
            Thread thread = new Thread(task, name);
            if (INHERITED_LOCALS != null) {
                INHERITED_LOCALS.set(thread, null);
            }
            return thread;
        } catch (InvocationTargetException | IllegalAccessException | InstantiationException e) {
            throw new AssertionError("a public constructor of a public class, or a field made accessible", e);
        }
    }

    /** The constructor of Java 9 that leaves out inheritable thread-locals; null before. */
    private static Constructor<Thread> withoutLocals() {
        try {
            return Thread.class.getConstructor(
                    ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class);
        } catch (NoSuchMethodException java8) {
            return null;
        }
    }

    private static Field inheritedLocals() {
        try {
            Field locals = Thread.class.getDeclaredField("inheritableThreadLocals");
            locals.setAccessible(true);
            return locals;
        } catch (NoSuchFieldException | SecurityException other) {
            return null; // another maker's JVM, or a security manager: then they are inherited
        }
    }
}
